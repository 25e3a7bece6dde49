import { approvalSubject, hashSubject } from './approval.ts';
import type { Draft } from './draft.ts';
import type { Refusal, RunEvent } from './events.ts';

type Decided = Extract<RunEvent, { type: 'approval-decided' }>;

/** Who may decide what, and once only. */
export function decideApproval(draft: Draft, event: Decided): Refusal | undefined {
  const { gate, request } = draft.run;
  if (!gate) return 'no-open-approval';
  if (gate.round !== event.round) return 'plan-changed';
  if (gate.state === 'approved' || gate.state === 'declined') return 'already-decided';
  if (gate.state === 'expired' || draft.now >= gate.until) return 'expired';
  if (gate.state !== 'open') return 'no-open-approval';
  if (!event.by.roles.includes('approver')) return 'not-approver';
  if (request.approval.fourEyes && event.by.id === request.requester.id) return 'own-request';
  const subject = approvalSubject(draft.run);
  if (!subject || hashSubject(subject) !== gate.planHash || event.planHash !== gate.planHash) return 'plan-changed';

  const by = { id: event.by.id, name: event.by.name };
  const approved = event.decision === 'approve';
  draft.setGate({ ...gate, state: approved ? 'approved' : 'declined', decidedBy: by, decidedAt: draft.now });
  draft.record({ what: approved ? 'approved' : 'declined', by, detail: gate.planHash });
  draft.notify({ kind: 'approval-closed', round: gate.round });
  if (approved) {
    draft.change('approve-consent', { state: 'done', finishedAt: draft.now });
  } else {
    draft.change('approve-consent', { state: 'failed', finishedAt: draft.now });
    draft.close('declined', by);
  }
  return undefined;
}
