import { createHash } from 'node:crypto';
import { COMPLIANCE_ADMINISTRATOR, type Permission } from '../contracts/permissions.ts';
import { outputOf } from './outputs.ts';
import type { Run } from './run.ts';

/** What an approver is asked to allow: everything that stands on the approval card and nothing else. */
export interface ApprovalSubject {
  readonly tenantId: string;
  readonly domain: string;
  readonly tenantName: string;
  readonly appId: string;
  readonly applicationName: string;
  readonly servicePrincipalId: string;
  readonly permissions: readonly Permission[];
  /** Display name of the directory role, null when it is assigned already. */
  readonly role: string | null;
  readonly foreignCredentials: readonly string[];
  readonly requester: string;
}

/** The subject as the steps so far establish it; null while they do not, or when nothing is left to allow. */
export function approvalSubject(run: Run): ApprovalSubject | null {
  const tenant = outputOf(run, 'check-tenant');
  const application = outputOf(run, 'register-application');
  const enterprise = outputOf(run, 'create-enterprise-application');
  if (!tenant || !application || !enterprise) return null;
  if (enterprise.missingPermissions.length === 0 && enterprise.roleAssigned) return null;
  return {
    tenantId: run.request.tenant.id,
    domain: tenant.initialDomain,
    tenantName: tenant.displayName,
    appId: application.appId,
    applicationName: application.displayName,
    servicePrincipalId: enterprise.servicePrincipalId,
    permissions: enterprise.missingPermissions,
    role: enterprise.roleAssigned ? null : COMPLIANCE_ADMINISTRATOR.displayName,
    foreignCredentials: application.others.map(({ text }) => text),
    requester: run.request.requester.id,
  };
}

/** SHA-256 over the subject: an approval holds for exactly this and nothing else. */
export function hashSubject(subject: ApprovalSubject): string {
  return createHash('sha256').update(JSON.stringify(subject)).digest('base64url');
}
