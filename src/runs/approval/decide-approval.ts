import { hashSubject } from '../../contracts/approval/approval.ts';
import type { Draft } from '../draft.ts';
import type { Refusal, RunEvent } from '../events.ts';
import { hasRight } from '../rights.ts';
import type { Gate, Run } from '../run.ts';
import { GATE } from './gate.ts';
import { approvalSubject } from './subject.ts';

type Decided = Extract<RunEvent, { type: 'approval-decided' }>;

/** Who may decide what, and once only. Whether the statement is genuine is for those to check who rely on it. */
export function decideApproval(draft: Draft, event: Decided): Refusal | undefined {
  const { gate } = draft.run;
  if (!gate?.subject) return 'no-open-approval';
  const refusal = refusalOf(draft.run, gate, event, draft.now);
  if (refusal) return refusal;

  const by = { id: event.by.id, name: event.by.name };
  const { statement, idToken, decision, group } = event;
  const { subject, round } = gate;
  const settled = { ...gate, decidedBy: by, decidedAt: draft.now };
  draft.record({ what: decision === 'approve' ? 'approved' : 'declined', by, detail: gate.planHash });
  draft.notify({ kind: 'approval-closed', round });
  if (decision === 'approve') {
    draft.setGate({
      ...settled,
      state: 'approved',
      evidence: { subject, round, statement, idToken, ...(group ? { group } : {}) },
    });
    draft.change(GATE, { state: 'done', finishedAt: draft.now });
  } else {
    draft.setGate({ ...settled, state: 'declined' });
    draft.change(GATE, { state: 'failed', finishedAt: draft.now });
    draft.close('declined', by);
  }
  return undefined;
}

function refusalOf(run: Run, gate: Gate, event: Decided, now: number): Refusal | undefined {
  const { approval, requester } = run.request;
  if (gate.round !== event.round) return 'plan-changed';
  if (gate.state === 'approved' || gate.state === 'declined') return 'already-decided';
  if (gate.state === 'expired' || (gate.state === 'open' && now >= gate.until)) return 'expired';
  if (gate.state !== 'open') return 'no-open-approval';
  if (!hasRight(event.by.roles, 'approve')) return 'not-approver';
  if (approval.fourEyes && event.by.id === requester.id) return 'own-request';
  const subject = approvalSubject(run);
  if (!subject || hashSubject(subject) !== gate.planHash || event.planHash !== gate.planHash) return 'plan-changed';
  if (event.group && !event.group.subjects.includes(gate.planHash)) return 'plan-changed';
  return event.decision === 'approve' && !isProved(approval.proof, event) ? 'proof-missing' : undefined;
}

function isProved(proof: Run['request']['approval']['proof'], { statement, idToken }: Decided): boolean {
  return proof === 'sign-in' ? idToken !== null : statement !== null;
}
