import { groupOf } from '../../../runs/groups/group.ts';
import { hasRight } from '../../../runs/rights.ts';
import type { Run } from '../../../runs/run.ts';
import { approvalCard, type Card } from '../../cards/index.ts';
import type { PostedApproval } from '../../records/chat-records.ts';
import type { ActionContext } from '../../spec/action.ts';
import { runView } from '../../views/run-view.ts';

/**
 * The approval that a run waits for, for somebody who may decide it. It stands in place of the card that was clicked, for
 * this person alone; exo remembers what it showed there, and to whom.
 * @returns undefined when there is nothing that this person can decide
 */
export async function openApproval({ bot, action, actor }: ActionContext, run: Run): Promise<Card | undefined> {
  const { gate, request } = run;
  const { messageId, place } = action;
  const isOwn = request.approval.fourEyes && request.requester.id === actor.id;
  if (
    gate?.state !== 'open' ||
    !gate.subject ||
    !messageId ||
    isOwn ||
    groupOf(request) ||
    !hasRight(actor.roles, 'approve')
  )
    return undefined;
  const { round, planHash, subject } = gate;
  await bot.records.saveOpened(run.id, { place, messageId, round, planHash, subject, person: actor.id });
  return approvalCard(run, { ...gate, subject }, await runView(bot, run));
}

/** What a person opened on the message that was clicked. */
export async function openedApproval(
  { bot, action, actor }: ActionContext,
  runId: string,
  round: number,
): Promise<PostedApproval | 'of-another' | undefined> {
  const opened = action.messageId === undefined ? undefined : await bot.records.opened(runId, action.messageId);
  if (opened?.round !== round || opened.place.conversationId !== action.place.conversationId) return undefined;
  return opened.person === actor.id ? opened : 'of-another';
}
