import type { ApprovalSubject } from '../../contracts/approval.ts';
import type { Permission } from '../../contracts/permissions.ts';
import type { JobRef, StepName } from '../../contracts/steps/index.ts';

/** Something that gives somebody a right or a key: done only under an approval that holds at that moment. */
export type Privilege = { readonly tenantId: string } & (
  | {
      readonly kind: 'grant-consent';
      readonly applicationId: string;
      readonly servicePrincipalId: string;
      readonly permissions: readonly Permission[];
    }
  | { readonly kind: 'adopt-application'; readonly applicationId: string; readonly servicePrincipalId: string }
  | { readonly kind: 'assign-role'; readonly applicationId: string; readonly servicePrincipalId: string }
  | {
      readonly kind: 'attach-certificate';
      readonly applicationId: string;
      readonly servicePrincipalId: string;
      readonly thumbprint: string;
      /** Days of validity that were asked for. */
      readonly days: number;
    }
  | { readonly kind: 'share-certificate'; readonly server: string; readonly thumbprint: string }
);

export type PrivilegedStep = Privilege['kind'] & StepName;

/** What a privileged write may rely on: the facts that were approved. */
export interface Authorization {
  readonly subject: ApprovalSubject;
  /** Certificates with our name that lay on the application when the subject was established. */
  readonly certificates: readonly string[];
}

/**
 * Checks right before a privileged write that it is still allowed. Every refusal is a line of the audit log.
 * @throws StepFailure `run-not-open`, `approval-missing`, `approval-outdated`, `subject-changed`, `approver-not-allowed`,
 *   `approver-not-readable`, `not-configured` or `job-used`
 */
export type Authorize = (
  job: JobRef,
  privilege: Privilege,
  requireUnchanged?: RequireUnchanged,
) => Promise<Authorization>;

/** Compares what was read in the tenant with what was approved. @throws StepFailure `subject-changed` */
export type RequireUnchanged = (authorization: Authorization) => void;
