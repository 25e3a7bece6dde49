import { z } from 'zod';
import { refusalText, runCard } from '../cards/index.ts';
import type { ActionAnswer } from '../chat.ts';
import { writeCardsAgain } from '../delivery/run-message.ts';
import { runView } from '../views/run-view.ts';
import { openApproval } from './open-approval.ts';
import { type ActionContext, defineAction, refused } from './spec.ts';

const Data = z.object({ run: z.string() });

export const retry = defineAction({
  verb: 'retry',
  data: Data,
  right: 'operate',
  changes: true,
  handler: ({ run }, context) => operate('retry', run, context),
});

export const cancel = defineAction({
  verb: 'cancel',
  data: Data,
  right: 'operate',
  changes: true,
  handler: ({ run }, context) => operate('cancel', run, context),
});

/** The run's card as it is now; also what a card asks for by itself when it is shown. */
export const refresh = defineAction({
  verb: 'refresh',
  data: Data,
  right: 'look',
  changes: false,
  handler: ({ run }, context) => show(run, context),
});

export const openRun = defineAction({
  verb: 'open-run',
  data: Data,
  right: 'look',
  changes: false,
  handler: async ({ run: id }, context) => {
    const run = await context.bot.store.get(id);
    if (!run) return refused(`exo knows no run ${id}.`);
    // Whoever looks for a card may do so because it was deleted.
    await writeCardsAgain(context.bot, run.id);
    const approval = await openApproval(context, run);
    return approval ? { type: 'card', card: approval } : show(id, context);
  },
});

async function operate(type: 'retry' | 'cancel', id: string, context: ActionContext): Promise<ActionAnswer> {
  const { bot, actor, notAfter, noted } = context;
  const applied = await bot.store.apply(id, { type, by: actor, notAfter });
  if (!applied) return refused(`exo knows no run ${id}.`);
  const view = await runView(bot, applied.run);
  if (applied.refusal !== 'too-late') noted();
  if (applied.refusal) return refused(refusalText(applied.refusal, applied.run, view));
  return { type: 'card', card: runCard(applied.run, view) };
}

async function show(id: string, { bot }: ActionContext): Promise<ActionAnswer> {
  const run = await bot.store.get(id);
  if (!run) return refused(`exo knows no run ${id}.`);
  return { type: 'card', card: runCard(run, await runView(bot, run)) };
}
