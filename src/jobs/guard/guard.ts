import { hashSubject, isRemoval, type Subject } from '../../contracts/approval/approval.ts';
import { type StepError, StepFailure } from '../../contracts/errors.ts';
import type { JobRef } from '../../contracts/steps/index.ts';
import type { PublicJwk } from '../../contracts/trust/keys.ts';
import type { ExoConfig } from '../../process/config/exo-config.ts';
import { outputOf } from '../../runs/outputs.ts';
import type { Run } from '../../runs/run.ts';
import { requireUnderWay } from './open-step.ts';
import { type AdminAct, type Authorization, type Authorize, isFollowUp, type Privilege } from './privilege.ts';
import { type Claim, claimOf, type Decision, type VerifySignIn, verifyEvidence } from './proof/evidence.ts';
import { wrongOrigin } from './proof/origin.ts';
import { hasRoleNow } from './proof/role.ts';
import type { Doubts } from './proof/vouched.ts';
import {
  approvalMissing,
  approvalOutdated,
  approverNotAllowed,
  eraseTooEarly,
  jobUsed,
  notConfigured,
  notVouched,
  subjectChanged,
} from './refusals.ts';
import { reliedOn } from './relied-on.ts';
import { beyondConfiguration } from './within/configuration.ts';
import { beyondRemoval, wrongRemoval } from './within/removal.ts';
import { beyondRun, keptUntil } from './within/run.ts';
import { beyondSubject } from './within/subject.ts';

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

export interface GuardDependencies {
  /** Reads the run again; undefined for one that is not there, cannot be read, or was rolled back. */
  readonly findRun: (id: string) => Promise<Run | undefined>;
  /** This process's own configuration. */
  readonly config: ExoConfig;
  /** Application id of the bot's own application. */
  readonly clientId: string;
  readonly botKeys: readonly PublicJwk[];
  /** Needed where `approval.proof` is `sign-in`. */
  readonly verifySignIn?: VerifySignIn;
  /** What the run says and no worker answered, each as one phrase; see `createVouching`. */
  readonly doubts: Doubts;
  /** Whether somebody is an approver now. Rejects with GraphFailure when a group cannot be read. */
  readonly isApprover: (personId: string) => Promise<boolean>;
  /** Whether somebody is an admin now: who else asks to adopt an application is not heard. Rejects as `isApprover`. */
  readonly isAdmin: (personId: string) => Promise<boolean>;
  /**
   * Writes the line of the audit log, before the privilege is used.
   * @returns false when this job used a privilege before
   */
  readonly remember: (use: PrivilegedUse) => Promise<boolean>;
  /** Writes the line of the audit log about a refusal. Never rejects: the refusal stands without it. */
  readonly refused: (refusal: RefusedPrivilege) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Asked for when a runner's job is signed. */
const IN_HAND_OVER: ReadonlySet<Privilege['kind']> = new Set([
  'share-certificate',
  'erase-certificate',
  'remove-from-exchange',
]);

const HOUR_MS = 3_600_000;
/** Difference between the clocks of bot and jobs that is still accepted. */
const CLOCK_TOLERANCE_MS = 60_000;

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
  const { config } = dependencies;
  const run = requireUnderWay(await dependencies.findRun(job.run), job, privilege.kind);
  const doubts = await dependencies.doubts(run, reliedOn(privilege));
  if (doubts.length > 0) throw notVouched(run.id, doubts);
  const claim = claimOf(run);
  known.subject = hashSubject(claim.evidence.subject);
  const decision = await verifyEvidence(claim.evidence, {
    proof: config.approval.proof,
    botKeys: dependencies.botKeys,
    verifySignIn: dependencies.verifySignIn,
  });
  known.by = decision.by;
  const follows = isFollowUp(privilege);
  if (!follows) requireFresh(claim, decision, config, dependencies.now());
  if (!follows || isAllThatIsLeft(claim.subject)) await requireApprover(claim, decision, dependencies);
  const { notApproved, notAllowed } = await beyond(run, privilege, claim.subject, dependencies);
  if (notApproved.length > 0) throw approvalMissing(notApproved.join('; '));
  if (notAllowed.length > 0) throw notConfigured(notAllowed);
  if (privilege.kind === 'erase-certificate') requireKeptLongEnough(run, dependencies);
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
  const use = { job, privilege, subject: known.subject, by: decision.by };
  const isFirst = await dependencies.remember(use);
  // Handing a job over again makes no second one, so there the same answer is given as often as it is asked for.
  if (!isFirst && !IN_HAND_OVER.has(privilege.kind)) throw jobUsed();
  return authorization;
}

/** What of a privilege is beyond the approval, and beyond this process's own configuration. */
async function beyond(run: Run, privilege: Privilege, subject: Subject, dependencies: GuardDependencies) {
  const { config, clientId } = dependencies;
  if (isRemoval(subject)) {
    return {
      notApproved: beyondRemoval(privilege, subject, run),
      notAllowed: wrongRemoval(run, subject, clientId, config),
    };
  }
  return {
    notApproved: [...beyondSubject(privilege, subject), ...(isFollowUp(privilege) ? beyondRun(privilege, run) : [])],
    notAllowed: [
      ...(await wrongOrigin(run, subject, dependencies)),
      ...beyondConfiguration(privilege, subject, run.request, config),
    ],
  };
}

/** Nothing of the approval was used, and looked at, before the keys: the application is gone. */
function isAllThatIsLeft(subject: Subject): boolean {
  return isRemoval(subject) && subject.application === null;
}

function requireKeptLongEnough(run: Run, { config, now }: GuardDependencies): void {
  const until = keptUntil(run, config);
  if (until !== undefined && now() < until) throw eraseTooEarly(until);
}

function requireFresh({ evidence, isEarlier }: Claim, { at, by }: Decision, config: ExoConfig, now: number): void {
  if (at > now + CLOCK_TOLERANCE_MS) throw approvalOutdated(`the approval by ${by.name} is dated in the future`);
  // An earlier approval covers renewals for as long as the certificate which it named.
  const { subject } = evidence;
  const end =
    isEarlier && !isRemoval(subject)
      ? Date.parse(subject.certificate.notAfter)
      : at + config.approval.validForHours * HOUR_MS;
  if (now > end) {
    throw approvalOutdated(`the approval by ${by.name} counted until ${new Date(end).toISOString()}`);
  }
}

async function requireApprover(
  { evidence, isEarlier }: Claim,
  { by }: Decision,
  { config, isApprover }: GuardDependencies,
): Promise<void> {
  // Whoever gave an earlier approval may have left since: that is no reason to stop, but one to ask.
  const refuse = (why: string) =>
    isEarlier ? approvalMissing(`${by.name} gave the earlier approval, ${why}`) : approverNotAllowed(by.name, why);
  if (config.approval.fourEyes && by.id === evidence.subject.requester) throw refuse('who asked for it as well');
  if (await hasRoleNow(by, isApprover)) return;
  throw refuse('but is no longer an approver');
}
