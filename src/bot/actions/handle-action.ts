import { CodedError } from '../../process/errors.ts';
import { traced } from '../../process/tracing/traced.ts';
import { hasRight } from '../../runs/rights.ts';
import { lacksRight } from '../access/lacks-right.ts';
import type { Bot } from '../bot.ts';
import type { ActionAnswer, CardAction } from '../chat/chat.ts';
import { isVerb } from '../chat/verbs.ts';
import { type Action, type Actions, actorOf, refused } from '../spec/action.ts';
import { answerInTime } from './answer-in-time.ts';

/** What is noted down later does not count. An answer of Redis that is under way then still comes before ours is due. */
const COUNTS_FOR_MS = 4000;

/** From a click to its answer: who may, what was clicked, do it. */
export async function handleAction(bot: Bot, actions: Actions, action: CardAction): Promise<ActionAnswer> {
  if (!bot.access.isMember(action.speaker, action.place)) return refused(bot.access.strangerText);
  if (!isVerb(action.verb)) return refused('exo does not know this button. Ask for a new card: @exo status.');
  const spec = actions[action.verb];
  if (spec.changes && action.trigger !== 'manual') return refused('This needs a click by hand.');
  const notAfter = bot.now() + COUNTS_FOR_MS;
  return answerInTime({ changes: spec.changes, verb: spec.verb, logger: bot.logger }, (noted) =>
    carryOut(bot, spec, action, { notAfter, noted }),
  );
}

async function carryOut(
  bot: Bot,
  spec: Action,
  action: CardAction,
  click: { readonly notAfter: number; readonly noted: () => void },
): Promise<ActionAnswer> {
  try {
    const roles = await (spec.changes ? bot.access.freshRolesOf : bot.access.rolesOf)(action.speaker);
    if (spec.right && !hasRight(roles, spec.right)) return refused(lacksRight(bot.config, spec.right));
    const answer = await traced(bot.tracing, bot.now, { name: `click ${spec.verb}`, attributes: {} }, () =>
      spec.run(action.data, { bot, action, actor: actorOf(action.speaker, roles), ...click }),
    );
    await bot.people.remember(action.speaker);
    await bot.records.noteAddress(action.place);
    bot.logger.info({ verb: action.verb, by: action.speaker.id, answer: answer.type }, 'card action answered');
    return answer;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    bot.logger.warn({ err: error, verb: action.verb }, 'card action refused');
    return refused(`${error.message} ${error.advice}`);
  }
}
