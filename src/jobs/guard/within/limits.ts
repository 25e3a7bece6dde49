import { isRemoval, type Subject } from '../../../contracts/approval/approval.ts';
import type { ExoConfig } from '../../../process/config/exo-config.ts';
import type { Run } from '../../../runs/run.ts';
import { isFollowUp, type Privilege } from '../privilege.ts';
import { type OriginRules, wrongOrigin } from '../proof/origin.ts';
import { approvalMissing, eraseTooEarly, notConfigured } from '../refusals.ts';
import { beyondConfiguration } from './configuration.ts';
import { beyondRemoval, wrongRemoval } from './removal.ts';
import { beyondRun, keptUntil } from './run.ts';
import { beyondSubject } from './subject.ts';

export interface LimitDependencies extends OriginRules {
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Checks that a privilege is within what was approved, what the run found, and this process's own configuration.
 * @throws StepFailure that says what goes beyond
 */
export async function requireWithin(
  run: Run,
  privilege: Privilege,
  subject: Subject,
  dependencies: LimitDependencies,
): Promise<void> {
  const { notApproved, notAllowed } = await beyond(run, privilege, subject, dependencies);
  if (notApproved.length > 0) throw approvalMissing(notApproved.join('; '));
  if (notAllowed.length > 0) throw notConfigured(notAllowed);
  if (privilege.kind === 'erase-certificate') requireKeptLongEnough(run, dependencies.config, dependencies.now());
}

/** What of a privilege is beyond the approval, and beyond this process's own configuration. */
async function beyond(run: Run, privilege: Privilege, subject: Subject, dependencies: LimitDependencies) {
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

function requireKeptLongEnough(run: Run, config: ExoConfig, now: number): void {
  const until = keptUntil(run, config);
  if (until !== undefined && now < until) throw eraseTooEarly(until);
}
