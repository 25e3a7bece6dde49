import type { Run } from '../../runs/run.ts';
import { type Card, refusalText } from '../cards/index.ts';
import type { ActionAnswer } from '../chat/chat.ts';
import { writeCardsAgain } from '../delivery/redraw-queue.ts';
import { type ActionContext, defineAction, refused } from '../spec/action.ts';
import { isKnownMessage } from '../use-cases/find/known-messages.ts';
import { openApproval } from '../use-cases/show/open-approval.ts';
import { runAsSeenFrom } from '../views/run-copy.ts';
import { runView } from '../views/run-view.ts';

export const retry = defineAction({
  verb: 'retry',
  right: 'operate',
  changes: true,
  handler: ({ run }, context) => operate('retry', run, context),
});

export const cancel = defineAction({
  verb: 'cancel',
  right: 'operate',
  changes: true,
  handler: ({ run }, context) => operate('cancel', run, context),
});

/** Somebody has entered the new certificate in ServiceNow. */
export const switched = defineAction({
  verb: 'switched',
  right: 'hand-over',
  changes: true,
  handler: ({ run, asked }, context) => operate('switch-confirmed', run, context, asked),
});

/** Not yet: the new certificate is entered another day. */
export const remindTomorrow = defineAction({
  verb: 'remind-tomorrow',
  right: 'hand-over',
  changes: true,
  handler: ({ run }, context) => operate('remind-tomorrow', run, context),
});

/** The run's card as it is now; also what a card asks for by itself when it is shown. */
export const refresh = defineAction({
  verb: 'refresh',
  right: 'look',
  changes: false,
  handler: ({ run }, context) => show(run, context),
});

export const openRun = defineAction({
  verb: 'open-run',
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

async function operate(
  type: 'retry' | 'cancel' | 'switch-confirmed' | 'remind-tomorrow',
  id: string,
  context: ActionContext,
  asked?: number,
): Promise<ActionAnswer> {
  const { bot, actor, notAfter, noted } = context;
  const event = { by: actor, notAfter };
  const applied = await bot.store.apply(
    id,
    type === 'switch-confirmed' && asked !== undefined ? { type, ...event, asked } : { type, ...event },
  );
  if (!applied) return refused(`exo knows no run ${id}.`);
  const { run, refusal } = applied;
  if (refusal !== 'too-late') noted();
  if (refusal) return refused(refusalText(refusal, run, await runView(bot, run)));
  const card = await runAsSeenFrom(bot, run, context.action.messageId);
  await closeCopy(context, run, card);
  return { type: 'card', card };
}

/** A card that is not the live one and still has buttons that change something, a twin or one of an earlier release. */
async function closeCopy({ bot, action }: ActionContext, run: Run, card: Card): Promise<void> {
  const { messageId, place } = action;
  if (!messageId || (await isKnownMessage(bot, messageId, run))) return;
  bot.chat
    .update(place, messageId, { card })
    .catch((error: unknown) => bot.logger.warn({ run: run.id, err: error }, 'a copy could not be changed'));
}

async function show(id: string, { bot, action }: ActionContext): Promise<ActionAnswer> {
  const run = await bot.store.get(id);
  if (!run) return refused(`exo knows no run ${id}.`);
  return { type: 'card', card: await runAsSeenFrom(bot, run, action.messageId) };
}
