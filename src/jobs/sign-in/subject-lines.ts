import { type ApprovalSubject, isRemoval, type Subject } from '../../contracts/approval/approval.ts';
import type { RemovalSubject } from '../../contracts/approval/removal.ts';

/** Everything that a sign-in approves, one sentence each, read by the approver before they sign in. */
export function subjectLines(subject: Subject): string[] {
  if (isRemoval(subject)) return removalLines(subject);
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

function removalLines(subject: RemovalSubject): string[] {
  const { application, tenant, lastUse, permissions, roles, credentials, servers, absent } = subject;
  const from = lastUse.from ? ` from ${lastUse.from}` : '';
  const used = lastUse.at ? `${lastUse.at}${from}` : lastUse.known ? 'not in the log of the last 30 days' : 'not known';
  return [
    `Take out the tenant: ${tenant.name}, ${tenant.domain}, ${tenant.id}`,
    `Last used: ${used}`,
    application
      ? `Delete the application: "${application.displayName}", ${application.appId}; it can be restored for 30 days`
      : 'There is no application any more.',
    ...permissions.map((each) => `Remove the permission: ${each}`),
    ...roles.map((each) => `Remove the role: ${each}`),
    ...credentials.map((each) => `Remove from the application: ${each}`),
    ...servers.flatMap(({ server, certificates }) =>
      certificates.map((thumbprint) => `Erase the private key on ${server}: ${thumbprint}`),
    ),
    ...absent.map((server) => `Stays, because the server is offline: what ${server} holds`),
  ];
}
