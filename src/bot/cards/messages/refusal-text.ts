import type { Refusal } from '../../../runs/events.ts';
import type { Run } from '../../../runs/run.ts';
import { approversOf, type RunView } from '../run/view.ts';
import { listOf, unmarked } from '../text.ts';
import { whenAt } from '../time.ts';

/** What the person who clicked or asked reads when the rules say no. For messages: nothing in it is Markdown. */
export function refusalText(refusal: Refusal, run: Run, view: RunView): string {
  return unmarked(messageFor(refusal, run, view), 500);
}

function messageFor(refusal: Refusal, run: Run, view: RunView): string {
  switch (refusal) {
    case 'own-request':
      return `You asked for this run, so another approver must decide: ${approversOf(run, view)}.`;
    case 'not-approver':
      return view.approvers.length > 0
        ? `Only approvers can decide this: ${listOf(view.approvers, 'and', 6)}. You can ask them here in the thread.`
        : 'Only approvers can decide this, and none is configured. See Go live, step 4.';
    case 'already-decided':
      return decidedText(run, view);
    case 'plan-changed':
      return 'The request changed after this card was posted. A new card is below.';
    case 'expired':
      return `This approval expired ${whenAt(run.gate?.until ?? view.now, view)}. Retry on the run card asks the approvers again.`;
    case 'proof-missing':
      return 'This approval needs your sign-in: use "Sign in and approve" on the approval card.';
    case 'too-late':
      return 'Nothing was decided; try again. exo could not record this in time: its store (Redis) did not answer.';
    case 'no-open-approval':
      return `Nothing in ${run.id} waits for approval now.`;
    case 'run-closed':
      return closedText(run, view);
    case 'nothing-to-retry':
      return run.gate?.state === 'open'
        ? `Nothing in ${run.id} failed: it waits for approval by ${approversOf(run, view)}. If its approval card was deleted, exo posts it again now.`
        : `Nothing in ${run.id} needs a retry now.`;
    case 'nothing-to-confirm':
      return `Nothing in ${run.id} waits for ServiceNow now.`;
    case 'not-handing-over':
      return 'Only requesters and administrators can say that ServiceNow uses the new certificate. You can ask one of them here in the thread.';
    case 'not-administering':
      return 'Only administrators can stop a suspension. You can ask one of them here in the thread.';
    case 'not-allowed':
      return 'Only requesters, approvers and administrators can do this. You can ask one of them here in the thread.';
  }
}

function decidedText(run: Run, view: RunView): string {
  const { gate } = run;
  if (!gate?.decidedBy || gate.decidedAt === undefined) return `${run.id} is decided already.`;
  const word = gate.state === 'declined' ? 'declined' : 'approved';
  return `Already ${word} by ${gate.decidedBy.name} ${whenAt(gate.decidedAt, view)}.`;
}

function closedText(run: Run, view: RunView): string {
  const at = run.finishedAt === undefined ? '' : ` ${whenAt(run.finishedAt, view)}`;
  const by = run.closedBy ? ` by ${run.closedBy.name}` : '';
  const word = run.state === 'finished' ? 'finished' : `${run.state}${by}`;
  return `${run.id} is over: ${word}${at}. A new one starts with: @exo ${run.request.kind} ${run.request.tenant.label}`;
}
