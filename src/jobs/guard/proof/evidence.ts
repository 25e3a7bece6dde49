import { type ApprovalEvidence, hashSubject, type Subject } from '../../../contracts/approval/approval.ts';
import { verifyDecision } from '../../../contracts/approval/decision.ts';
import { hashGroup } from '../../../contracts/approval/group.ts';
import type { PublicJwk } from '../../../contracts/trust/keys.ts';
import { messageOf } from '../../../process/errors.ts';
import { approvalSubject } from '../../../runs/approval/subject.ts';
import { uncovered } from '../../../runs/approval/uncovered.ts';
import type { Run } from '../../../runs/run.ts';
import { approvalMissing, subjectChanged } from '../refusals.ts';

/** The approval that a run relies on, and what it is about now. Nobody has checked yet who gave it. */
export interface Claim {
  /** The subject as the run establishes it. */
  readonly subject: Subject;
  readonly evidence: ApprovalEvidence;
  /** Whether it was given in an earlier run of the tenant and covers this one. */
  readonly isEarlier: boolean;
}

/** @throws StepFailure `approval-missing` or `subject-changed` */
export function claimOf(run: Run): Claim {
  const subject = approvalSubject(run);
  if (!subject) throw approvalMissing('what is to be approved is not known yet');
  const { gate, request } = run;
  if (gate?.state === 'approved' && gate.evidence) {
    const { evidence } = gate;
    if (evidence.subject.run !== run.id || evidence.round !== gate.round) {
      throw approvalMissing('the approval belongs to another run or another card');
    }
    if (hashSubject(evidence.subject) !== hashSubject(subject)) {
      throw subjectChanged(['the run is about something else than what stood on the approval card']);
    }
    return { subject, evidence, isEarlier: false };
  }
  if (gate === null && request.earlier) {
    const missing = uncovered(run);
    if (missing.length === 0) return { subject, evidence: request.earlier, isEarlier: true };
    throw approvalMissing(`the earlier approval of this tenant does not cover it (${missing.join('; ')})`);
  }
  throw approvalMissing('nobody has approved it in this run');
}

/** Who decided, when, by a statement that nobody else could make. */
export interface Decision {
  readonly by: { readonly id: string; readonly name: string };
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Checks Entra's signature over the subject's hash. Rejects with an Error that says what does not hold. */
export type VerifySignIn = (token: string, subjectHash: string) => Promise<{ id: string; name: string; at: number }>;

export interface Proofs {
  /** What counts as a proof by this process's own configuration. */
  readonly proof: 'card' | 'sign-in';
  readonly botKeys: readonly PublicJwk[];
  readonly verifySignIn: VerifySignIn | undefined;
}

/** @throws StepFailure `approval-missing` when the proof that the configuration asks for is not there or not genuine */
export async function verifyEvidence(evidence: ApprovalEvidence, proofs: Proofs): Promise<Decision> {
  try {
    return proofs.proof === 'sign-in' ? await signedIn(evidence, proofs) : await decided(evidence, proofs.botKeys);
  } catch (error) {
    throw approvalMissing('the approval is not proved as the configuration asks for', messageOf(error));
  }
}

async function decided(evidence: ApprovalEvidence, keys: readonly PublicJwk[]): Promise<Decision> {
  const { statement } = evidence;
  if (statement === null) throw new Error('the decision was not signed by the bot');
  const claims = await verifyDecision(statement, keys);
  const about = decidedOn(evidence);
  if (claims.decision !== 'approve') throw new Error('the decision was to decline');
  if (claims.run !== about.run || claims.round !== about.round) throw new Error('the decision was about another card');
  if (claims.subject !== about.hash) throw new Error('the decision was about something else');
  return { by: claims.by, at: claims.iat * 1000 };
}

async function signedIn(evidence: ApprovalEvidence, { verifySignIn }: Proofs): Promise<Decision> {
  const { idToken } = evidence;
  if (idToken === null || !verifySignIn) throw new Error('nobody signed in for it');
  const { id, name, at } = await verifySignIn(idToken, decidedOn(evidence).hash);
  return { by: { id, name }, at };
}

/** What the approver decided on: the subject of the run, or a list of several runs on which it stands. */
function decidedOn({ subject, round, group }: ApprovalEvidence): { run: string; round: number; hash: string } {
  const hash = hashSubject(subject);
  if (!group) return { run: subject.run, round, hash };
  // The list in the run is worth no more than the run; the proof is over the hash of the whole list.
  if (!group.subjects.includes(hash)) throw new Error('the approval of the group does not name this run');
  return { run: group.group, round: group.round, hash: hashGroup(group) };
}
