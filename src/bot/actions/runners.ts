import { z } from 'zod';
import type { AcceptRefusal } from '../../runs/enrolments.ts';
import { runnersCard } from '../cards/index.ts';
import { runnersView } from '../views/runners-view.ts';
import { type ActionContext, defineAction, refused } from './spec.ts';

export const runners = defineAction({
  verb: 'runners',
  data: z.object({}),
  right: 'look',
  changes: false,
  handler: (_data, context) => show(context),
});

export const acceptRunner = defineAction({
  verb: 'accept-runner',
  data: z.object({ runner: z.string(), fingerprint: z.string() }),
  right: 'approve',
  changes: true,
  handler: async ({ runner, fingerprint }, context) => {
    const { bot, actor } = context;
    const refusal = await bot.enrolments.accept(runner, fingerprint, actor);
    if (refusal) return refused(WORDS[refusal]);
    bot.logger.info({ runner, fingerprint, by: actor.id }, 'runner accepted');
    return show(context);
  },
});

export const refuseRunner = defineAction({
  verb: 'refuse-runner',
  data: z.object({ runner: z.string() }),
  right: 'approve',
  changes: true,
  handler: async ({ runner }, context) => {
    await context.bot.enrolments.forget(runner);
    context.bot.logger.info({ runner, by: context.actor.id }, 'runner refused');
    return show(context);
  },
});

const WORDS: Readonly<Record<AcceptRefusal, string>> = {
  'not-pending': 'This runner does not wait to be accepted any more. See who does: @exo runners.',
  changed: 'The keys are not those of this card any more. Look again with @exo runners, and compare anew.',
  'own-token': 'You gave the token for this runner, so another approver must accept it.',
};

async function show({ bot }: ActionContext) {
  return { type: 'card', card: runnersCard(await runnersView(bot)) } as const;
}
