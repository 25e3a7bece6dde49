import type { Asked } from '../../runs/fleet/ask-orchestrator.ts';
import { runnersCard } from '../cards/index.ts';
import { type ActionContext, defineAction, NOTHING_DECIDED, refused } from '../spec/action.ts';
import { runnersView } from '../views/runners-view.ts';

export const runners = defineAction({
  verb: 'runners',
  right: 'look',
  changes: false,
  handler: (_data, context) => show(context),
});

/** A click is answered within about five seconds; what takes longer the card shows when it is looked at again. */
const ANSWERED_WITHIN_MS = 2000;

export const acceptRunner = defineAction({
  verb: 'accept-runner',
  right: 'approve',
  changes: true,
  handler: async ({ runner, fingerprint }, context) => {
    const { bot, actor } = context;
    const answer = await bot.orchestrator.accept(runner, fingerprint, actor, ANSWERED_WITHIN_MS, context);
    bot.logger.info({ runner, fingerprint, by: actor.id, answer }, 'asked to accept a runner');
    return answer === 'done' || answer === 'asked' ? show(context) : refused(MESSAGES[answer]);
  },
});

export const refuseRunner = defineAction({
  verb: 'refuse-runner',
  right: 'approve',
  changes: true,
  handler: async ({ runner }, context) => {
    if (!(await context.bot.enrolments.forgetInTime(runner, context.notAfter))) return refused(NOTHING_DECIDED);
    context.noted();
    context.bot.logger.info({ runner, by: context.actor.id }, 'runner refused');
    return show(context);
  },
});

const MESSAGES: Readonly<Record<Exclude<Asked, 'done' | 'asked'>, string>> = {
  'not-believed': 'exo did not believe the request. Look again with @exo runners.',
  'too-late': NOTHING_DECIDED,
  outdated: 'The request came too late. Look again with @exo runners, then accept.',
  'not-configured': 'This runner stands in no server group of the jobs process. Correct its exo.config.yaml first.',
  pinned:
    'The configuration pins another fingerprint for this runner. If its keys were changed on purpose, whoever runs exo changes the pin in exo.config.yaml.',
  'not-allowed':
    'According to the configuration of the jobs process you are not an approver, or whoever gave the token is not an admin. Compare exo.config.yaml of bot and jobs.',
  'not-pending': 'This runner does not wait to be accepted any more. See who does: @exo runners.',
  changed: 'The keys are no longer those of this card. Look again with @exo runners, and compare.',
  'own-token': 'You gave the token for this runner, so another approver must accept it.',
};

async function show({ bot }: ActionContext) {
  return { type: 'card', card: runnersCard(await runnersView(bot)) } as const;
}
