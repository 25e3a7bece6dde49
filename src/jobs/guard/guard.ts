import { hashSubject } from '../../contracts/approval/approval.ts';
import { type StepError, StepFailure } from '../../contracts/errors.ts';
import type { JobRef } from '../../contracts/steps/index.ts';
import type { PublicJwk } from '../../contracts/trust/keys.ts';
import { outputOf } from '../../runs/outputs.ts';
import type { Run } from '../../runs/run.ts';
import { type IsSuspended, requireNotSuspended } from './not-suspended.ts';
import { requireUnderWay } from './open-step.ts';
import { type AdminAct, type Authorization, type Authorize, isFollowUp, type Privilege } from './privilege.ts';
import { type ApproverDependencies, requireCounts } from './proof/counts.ts';
import { claimOf, type Decision, type VerifySignIn, verifyEvidence } from './proof/evidence.ts';
import type { OriginRules } from './proof/origin.ts';
import type { Doubts } from './proof/vouched.ts';
import { jobUsed, notVouched, subjectChanged } from './refusals.ts';
import { reliedOn } from './relied-on.ts';
import { requireWithin } from './within/limits.ts';

/** A privileged write that is about to happen. */
export interface PrivilegedUse {
  readonly job: JobRef;
  readonly privilege: Privilege | AdminAct;
  /** `hashSubject` of what was approved; missing for what an admin may do without. */
  readonly subject?: string;
  readonly by: Decision['by'];
}

/** A privileged write that was refused: what was known by then. */
export interface RefusedPrivilege extends Known {
  readonly job: JobRef;
  readonly privilege: Privilege | AdminAct;
  readonly error: StepError;
}

/** What the guard has found out about the approval. */
interface Known {
  /** `hashSubject` of what was approved. */
  subject?: string;
  /** Who gave the approval, by a proof that holds. */
  by?: Decision['by'];
}

export interface GuardDependencies extends ApproverDependencies, OriginRules {
  /** Reads the run again; undefined for one that is not there, cannot be read, or was rolled back. */
  readonly findRun: (id: string) => Promise<Run | undefined>;
  readonly botKeys: readonly PublicJwk[];
  readonly isSuspended: IsSuspended;
  /** Needed where `approval.proof` is `sign-in`. */
  readonly verifySignIn?: VerifySignIn;
  /** What the run says and no worker answered, each as one phrase; see `createVouching`. */
  readonly doubts: Doubts;
  /**
   * Writes the line of the audit log, before the privilege is used.
   * @returns false when this job used a privilege before
   */
  readonly remember: (use: PrivilegedUse) => Promise<boolean>;
  /** Writes the line of the audit log about a refusal. Never rejects: the refusal stands without it. */
  readonly refused: (refusal: RefusedPrivilege) => Promise<void>;
}

/** Asked for when a runner's job is signed. */
const AT_DISPATCH: ReadonlySet<Privilege['kind']> = new Set([
  'share-certificate',
  'erase-certificate',
  'remove-from-exchange',
]);

/**
 * The last word before something is given: nothing is taken from the job but what it asks for. Run, approval and approver
 * are looked at again, and this process's own configuration decides.
 */
export function createGuard(dependencies: GuardDependencies): Authorize {
  return async (job, privilege, requireUnchanged) => {
    const known: Known = {};
    try {
      return await authorize(dependencies, known, job, privilege, requireUnchanged);
    } catch (error) {
      if (error instanceof StepFailure) await dependencies.refused({ job, privilege, error: error.error, ...known });
      throw error;
    }
  };
}

async function authorize(
  dependencies: GuardDependencies,
  known: Known,
  ...[job, privilege, requireUnchanged]: Parameters<Authorize>
): Promise<Authorization> {
  const run = requireUnderWay(await dependencies.findRun(job.run), job, privilege.kind);
  const doubts = await dependencies.doubts(run, reliedOn(privilege));
  if (doubts.length > 0) throw notVouched(run.id, doubts);
  const claim = claimOf(run);
  known.subject = hashSubject(claim.evidence.subject);
  const decision = await verifyEvidence(claim.evidence, {
    proof: dependencies.config.approval.proof,
    botKeys: dependencies.botKeys,
    verifySignIn: dependencies.verifySignIn,
  });
  known.by = decision.by;
  await requireCounts(claim, decision, isFollowUp(privilege), dependencies);
  await requireWithin(run, privilege, claim.subject, dependencies);
  const authorization = {
    subject: claim.subject,
    certificates: outputOf(run, 'register-application')?.certificates ?? [],
  };
  requireUnchanged?.(authorization);
  // Looking up the approver takes its time, and meanwhile somebody may have cancelled.
  const now = requireUnderWay(await dependencies.findRun(job.run), job, privilege.kind);
  if (now.version !== run.version && hashSubject(claimOf(now).evidence.subject) !== known.subject) {
    throw subjectChanged(['another approval took its place']);
  }
  await requireNotSuspended(now, dependencies.isSuspended);
  const use = { job, privilege, subject: known.subject, by: decision.by };
  const isFirst = await dependencies.remember(use);
  // Dispatching a job again makes no second one, so there the same answer is given as often as it is asked for.
  if (!isFirst && !AT_DISPATCH.has(privilege.kind)) throw jobUsed();
  return authorization;
}
