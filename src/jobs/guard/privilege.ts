import type { Subject } from '../../contracts/approval/approval.ts';
import type { Permission } from '../../contracts/permissions/permissions.ts';
import { type JobRef, type PrivilegedStepName, STEPS } from '../../contracts/steps/index.ts';

/** What a privileged step is about to do, for each of them. */
interface Privileges {
  readonly 'grant-consent': Target & { readonly permissions: readonly Permission[] };
  readonly 'adopt-application': Target;
  readonly 'assign-role': Target;
  /** `days` of validity were asked for. */
  readonly 'attach-certificate': Target & { readonly thumbprint: string; readonly days: number };
  readonly 'retire-certificate': Target & { readonly thumbprints: readonly string[] };
  /** Puts certificates back that this run took off. */
  readonly 'watch-retired': Target & { readonly thumbprints: readonly string[] };
  readonly 'erase-certificate': { readonly server: string; readonly thumbprints: readonly string[] };
  readonly 'remove-from-exchange': Removed;
  readonly 'remove-rights': Removed;
  readonly 'delete-application': Removed;
  readonly 'share-certificate': { readonly server: string; readonly thumbprint: string };
}

interface Target {
  readonly applicationId: string;
  readonly servicePrincipalId: string;
}

/** What is taken out, as the approver was shown it. */
interface Removed {
  readonly applicationId: string;
  readonly servicePrincipalId: string | null;
}

/** Something that gives somebody a right or a key, or takes a tenant's away: done only under an approval that holds at that moment. */
export type Privilege = {
  [N in PrivilegedStepName]: { readonly tenantId: string; readonly kind: N } & Privileges[N];
}[PrivilegedStepName];

/** What a privileged write may rely on: the facts that were approved. */
export interface Authorization {
  readonly subject: Subject;
  /** Certificates with our name that lay on the application when the subject was established. */
  readonly certificates: readonly string[];
}

/**
 * Checks right before a privileged write that it is still allowed. Every refusal is a line of the audit log.
 * @throws StepFailure `run-not-open`, `approval-missing`, `approval-outdated`, `subject-changed`, `approver-not-allowed`,
 *   `approver-not-readable`, `not-configured`, `tenant-suspended` or `job-used`
 */
export type Authorize = (
  job: JobRef,
  privilege: Privilege,
  requireUnchanged?: RequireUnchanged,
) => Promise<Authorization>;

/** Compares what was read in the tenant with what was approved. @throws StepFailure `subject-changed` */
export type RequireUnchanged = (authorization: Authorization) => void;

/** What takes away or gives back under the approval of the run, however old that is by then. */
export type FollowUp = Extract<
  Privilege,
  { readonly kind: 'retire-certificate' | 'watch-retired' | 'erase-certificate' }
>;

export function isFollowUp(privilege: Privilege): privilege is FollowUp {
  return STEPS[privilege.kind].privileged === 'follows';
}

/** What an admin may have done at once, without an approval: it gives nobody a right that was not approved before. */
export interface AdminAct {
  readonly kind: 'suspend-application' | 'resume-application';
  readonly tenantId: string;
  readonly applicationId: string;
  readonly servicePrincipalId: string;
}
