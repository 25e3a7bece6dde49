import type { Refusal } from '../../runs/events.ts';
import { hasRight } from '../../runs/rights.ts';
import type { Run } from '../../runs/run.ts';
import { approvalDecidedCard, refusalText } from '../cards/index.ts';
import type { ActionAnswer } from '../chat/chat.ts';
import { channelKey } from '../chat/chat.ts';
import type { Sent } from '../chat/verbs.ts';
import { type ActionContext, defineAction, refused } from '../spec/action.ts';
import { closeTwin } from '../use-cases/show/close-twin.ts';
import { openedApproval } from '../use-cases/show/open-approval.ts';
import { runView } from '../views/run-view.ts';

export const approve = defineAction({
  verb: 'approve',
  right: undefined,
  changes: true,
  handler: (data, context) => decide('approve', data, context),
});

export const decline = defineAction({
  verb: 'decline',
  right: undefined,
  changes: true,
  handler: (data, context) => decide('decline', data, context),
});

/**
 * A decision counts only on the very message that exo posted for this round, or on which this person opened it, and for
 * the plan that stood there: both are remembered. The button's own data only says which run to look at.
 */
async function decide(
  decision: 'approve' | 'decline',
  { run: runId, round }: Sent<'approve'>,
  context: ActionContext,
): Promise<ActionAnswer> {
  const { bot, action, actor, notAfter, noted } = context;
  const run = await bot.store.get(runId);
  const card = run && (await bot.records.approval(runId, round));
  if (!run || !card) return refused('exo knows no such approval. Ask for a new card: @exo status.');
  const isCard = card.messageId === action.messageId && channelKey(card.place) === channelKey(action.place);
  const posted = isCard ? card : await openedApproval(context, runId, round);
  if (posted === 'of-another') {
    return refused('This approval was opened by somebody else. Open it yourself: @exo status.');
  }
  if (!posted) {
    bot.logger.warn({ run: runId, by: actor.id }, 'approval clicked on a message that is not its card');
    const what = `${run.id}, ${run.request.tenant.label}`;
    const closed = await closeTwin(context, { live: card, what });
    return closed ?? refused('This is not the card that exo posted for this approval. Use that card.');
  }
  const { planHash } = posted;
  const by = { id: actor.id, name: actor.name };
  // Nothing is signed in the name of somebody whose word does not count; the rules refuse it with the reason.
  const statement = hasRight(actor.roles, 'approve')
    ? await bot.decisions.sign({ run: runId, round, subject: planHash, decision, by })
    : null;
  const applied = await bot.store.apply(runId, {
    type: 'approval-decided',
    decision,
    by: actor,
    round,
    planHash,
    statement,
    idToken: null,
    notAfter,
  });
  if (!applied) return refused('exo knows no such approval. Ask for a new card: @exo status.');
  if (applied.refusal !== 'too-late') noted();
  const view = await runView(bot, applied.run);
  if (!applied.refusal || isDecided(applied.refusal, applied.run)) {
    return { type: 'card', card: approvalDecidedCard(applied.run, posted.subject, view, round) };
  }
  return refused(refusalText(applied.refusal, applied.run, view));
}

/** Whether the refusal only means that somebody was faster: then the decided card says it all. */
function isDecided(refusal: Refusal, run: Run): boolean {
  const state = run.gate?.state;
  return (refusal === 'already-decided' || refusal === 'run-closed') && (state === 'approved' || state === 'declined');
}
