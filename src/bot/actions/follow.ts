import { lookupCard, noticeCard, runCard } from '../cards/index.ts';
import type { ActionAnswer } from '../chat/chat.ts';
import type { Sent } from '../chat/verbs.ts';
import { runPlaceOf } from '../records/run-place.ts';
import { type ActionContext, defineAction, refused } from '../spec/action.ts';
import { findRun } from '../use-cases/find/find-run.ts';
import { closeTwin } from '../use-cases/show/close-twin.ts';
import { runView } from '../views/run-view.ts';

/**
 * What became of a command whose card still says that it is being looked up. The card asks by itself when whoever said
 * the command sees it: a second one, which only a lost answer of Teams can leave there, is found and closed so.
 */
export const follow = defineAction({
  verb: 'follow',
  right: 'look',
  changes: false,
  handler: async (data, context) => {
    const { bot, action } = context;
    const { command, kind, tenant } = data;
    const answer = await bot.intake.answerTo(command);
    if (!answer) return outOfDate();
    const live = { place: action.place, messageId: answer };
    const closed = await closeTwin(context, { live, what: `${kind} ${tenant}` });
    if (closed) return closed;
    if (action.messageId !== answer) return refused('exo does not know this card. Ask for the state: @exo status.');
    return stateOf(data, context);
  },
});

async function stateOf({ command, kind, tenant }: Sent<'follow'>, context: ActionContext): Promise<ActionAnswer> {
  const { bot, action } = context;
  const run = await findRun(bot, tenant);
  if (run && runPlaceOf(run)?.command === command) return { type: 'card', card: runCard(run, await runView(bot, run)) };
  return { type: 'card', card: lookupCard({ kind, label: tenant, command, person: action.speaker.mention }) };
}

function outOfDate(): ActionAnswer {
  const text = 'exo does not know what became of this command. See what runs with @exo status, or say it again.';
  return { type: 'card', card: noticeCard({ title: 'This card is out of date', text }) };
}
