import { isRemoval, type Subject } from '../../../contracts/approval/approval.ts';
import type { ExoConfig } from '../../../process/config/exo-config.ts';
import { approvalMissing, approvalOutdated, approverNotAllowed } from '../refusals.ts';
import type { Claim, Decision } from './evidence.ts';
import { hasRoleNow } from './role.ts';

const HOUR_MS = 3_600_000;
/** Difference between the clocks of bot and jobs that is still accepted. */
const CLOCK_TOLERANCE_MS = 60_000;

export interface ApproverDependencies {
  readonly config: ExoConfig;
  /** Whether somebody is an approver now. Rejects with GraphFailure when a group cannot be read. */
  readonly isApprover: (personId: string) => Promise<boolean>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Checks that an approval whose proof holds still counts: its time is not over, and who gave it may still do so.
 * @param follows whether the privilege only follows from one that was used under this approval
 */
export async function requireCounts(
  claim: Claim,
  decision: Decision,
  follows: boolean,
  dependencies: ApproverDependencies,
): Promise<void> {
  if (!follows) requireFresh(claim, decision, dependencies.config, dependencies.now());
  if (!follows || isAllThatIsLeft(claim.subject)) await requireApprover(claim, decision, dependencies);
}

/** Nothing of the approval was used, and looked at, before the keys: the application is gone. */
function isAllThatIsLeft(subject: Subject): boolean {
  return isRemoval(subject) && subject.application === null;
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
  { config, isApprover }: ApproverDependencies,
): Promise<void> {
  // Whoever gave an earlier approval may have left since: that is no reason to stop, but one to ask.
  const refuse = (why: string) =>
    isEarlier ? approvalMissing(`${by.name} gave the earlier approval, ${why}`) : approverNotAllowed(by.name, why);
  if (config.approval.fourEyes && by.id === evidence.subject.requester) throw refuse('who asked for it as well');
  if (await hasRoleNow(by, isApprover)) return;
  throw refuse('but is no longer an approver');
}
