import type { ApprovalSubject } from '../../contracts/approval.ts';

/** Everything that a sign-in approves, one sentence each, read by the approver before they sign in. */
export function subjectLines(subject: ApprovalSubject): string[] {
  const { application, certificate, custody, others, permissions, role, tenant } = subject;
  const servers = custody.servers.map(({ server, account }) => `${server} (as ${account})`).join(', ');
  return [
    `Tenant: ${tenant.name}, ${tenant.domain}, ${tenant.id}`,
    `Application: "${application.displayName}", ${application.appId}, ${origin(application)}`,
    ...permissions.map(({ value, resourceName, meaning }) => `Permission: ${value} on ${resourceName}: ${meaning}`),
    ...(role ? [`Role: ${role}, whole directory`] : []),
    `Certificate: ${certificate.thumbprint}, RSA ${certificate.keyBits}, valid to ${certificate.notAfter.slice(0, 10)}, made on ${certificate.madeOn}`,
    `Its key will be held by: ${servers} (group ${custody.serverGroup})`,
    ...(others.length === 0 ? ['Nobody else has a way into the application.'] : []),
    ...others.map(({ text, on }) => `Warning, not put there by exo: ${text} on the ${on.replace('-', ' ')}`),
    subject.renewals === 'covered'
      ? `Also covered until ${certificate.notAfter.slice(0, 10)}: renewing this certificate on the same servers`
      : 'A renewal of the certificate is asked for again.',
  ];
}

function origin({ adoptedBy, createdByAppId }: ApprovalSubject['application']): string {
  if (!adoptedBy) return 'made by exo';
  return `made by ${createdByAppId}, an earlier client id of exo, and taken over with this approval`;
}
