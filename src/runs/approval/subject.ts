import { type ApprovalSubject, isRemoval, type OtherHolder, type Subject } from '../../contracts/approval/approval.ts';
import { COMPLIANCE_ADMINISTRATOR } from '../../contracts/permissions/permissions.ts';
import { outputOf } from '../outputs.ts';
import type { Run } from '../run.ts';
import { removalSubject } from './removal-subject.ts';

/** What an approver is asked to allow, as the steps so far establish it; null while they do not. */
export function approvalSubject(run: Run): Subject | null {
  return run.request.kind === 'offboard' ? removalSubject(run) : grantSubject(run);
}

/** As `approvalSubject`, for a run that gives something. */
export function grantSubject(run: Run): ApprovalSubject | null {
  const { request } = run;
  const tenant = outputOf(run, 'check-tenant');
  const application = outputOf(run, 'register-application');
  const enterprise = outputOf(run, 'create-enterprise-application');
  const certificate = outputOf(run, 'create-certificate');
  const primary = request.servers.find((server) => server.primary);
  if (!tenant || !application || !enterprise || !certificate || !primary) return null;
  // In link mode the customer's administrator gives permissions and role.
  const gives = request.mode === 'full';
  return {
    v: 2,
    run: run.id,
    requester: request.requester.id,
    mode: request.mode,
    tenant: { id: request.tenant.id, domain: tenant.initialDomain, name: tenant.displayName },
    application: {
      id: application.applicationId,
      appId: application.appId,
      displayName: application.displayName,
      servicePrincipalId: enterprise.servicePrincipalId,
      createdByAppId: application.createdByAppId,
      ...(application.adoptedBy ? { adoptedBy: application.adoptedBy } : {}),
    },
    permissions: gives ? enterprise.missingPermissions : [],
    role: gives && !enterprise.roleAssigned ? COMPLIANCE_ADMINISTRATOR.displayName : null,
    certificate: {
      thumbprint: certificate.thumbprint,
      keyBits: certificate.keyBits,
      signatureAlgorithm: certificate.signatureAlgorithm,
      notBefore: certificate.notBefore,
      notAfter: certificate.notAfter,
      madeOn: primary.name,
    },
    custody: {
      serverGroup: request.serverGroup,
      servers: request.servers.map(({ name, serviceAccount }) => ({ server: name, account: serviceAccount })),
    },
    others: inOrder([...application.others, ...enterprise.others, ...unknownCertificates(run, primary.name)]),
    renewals: request.approval.renewals,
  };
}

/**
 * Certificates on the application with our name that we know nothing of. Whoever may change the application can write that
 * name; ours are the one of this run, the one that was approved before, and those whose key the primary holds.
 */
function unknownCertificates(run: Run, primary: string): OtherHolder[] {
  const known = new Set([
    outputOf(run, 'create-certificate')?.thumbprint,
    earlierCertificate(run),
    ...(outputOf(run, 'check-server', primary)?.certificates ?? []),
  ]);
  return (outputOf(run, 'register-application')?.certificates ?? [])
    .filter((thumbprint) => !known.has(thumbprint))
    .map((thumbprint) => {
      const text = `certificate ${thumbprint}, named like ours; ${primary} does not hold its key`;
      return { kind: 'certificate', on: 'application', id: thumbprint, text };
    });
}

function earlierCertificate({ request }: Run): string | undefined {
  const subject = request.earlier?.subject;
  return subject && !isRemoval(subject) ? subject.certificate.thumbprint : undefined;
}

/** Entra keeps no order, and the same state must have the same hash. */
function inOrder(others: readonly OtherHolder[]): OtherHolder[] {
  return others.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

/** Names another holder: the same credential or owner has the same key. */
export function keyOf({ kind, on, id }: OtherHolder): string {
  return `${kind} ${on} ${id}`;
}
