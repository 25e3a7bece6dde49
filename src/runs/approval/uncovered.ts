import {
  type ApprovalSubject,
  type CertificateFacts,
  type Custody,
  isRemoval,
} from '../../contracts/approval/approval.ts';
import { outputOf } from '../outputs.ts';
import type { Run } from '../run.ts';
import { grantSubject, keyOf } from './subject.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * What nobody has approved yet, each as one phrase for the approver; empty when the tenant's earlier approval covers all
 * that this run is about to do. What is missing in the tenant is never covered: who took it away had a reason.
 */
export function uncovered(run: Run): string[] {
  if (run.request.kind === 'offboard') return ['the offboarding of this tenant was never approved before'];
  const subject = grantSubject(run);
  if (!subject) return ['what is to be approved is not known yet'];
  const earlier = run.request.earlier?.subject;
  if (!earlier || isRemoval(earlier) || earlier.tenant.id !== subject.tenant.id)
    return ['nothing was approved for this tenant before'];
  const attached = outputOf(run, 'register-application')?.certificates ?? [];
  return [
    ...newApplication(subject, earlier),
    ...newRights(subject, earlier),
    ...newCustody(subject.custody, earlier.custody),
    ...newCertificate(subject, earlier, attached.includes(subject.certificate.thumbprint)),
    ...newOthers(subject, earlier),
  ];
}

function newApplication({ application }: ApprovalSubject, { application: before }: ApprovalSubject): string[] {
  const parts = ['id', 'appId', 'servicePrincipalId', 'createdByAppId'] as const;
  if (parts.some((part) => application[part] !== before[part])) return ['the application is another one'];
  if (application.adoptedBy === before.adoptedBy) return [];
  return [`the application was made by ${application.createdByAppId}, not by exo as it is now`];
}

function newRights({ permissions, role }: ApprovalSubject, before: ApprovalSubject): string[] {
  const known = (appRoleId: string) => before.permissions.some((each) => each.appRoleId === appRoleId);
  const again = (wasApproved: boolean) => (wasApproved ? ', approved before, is missing now' : ' is new');
  return [
    ...permissions.map((each) => `${each.value} on ${each.resourceName}${again(known(each.appRoleId))}`),
    ...(role ? [`the role ${role}${again(before.role === role)}`] : []),
  ];
}

function newCustody(custody: Custody, before: Custody): string[] {
  const accounts = new Map(before.servers.map(({ server, account }) => [server, account]));
  const names = new Set(custody.servers.map(({ server }) => server));
  return [
    ...(custody.serverGroup === before.serverGroup
      ? []
      : [`the server group is ${custody.serverGroup}, it was ${before.serverGroup}`]),
    ...custody.servers.flatMap(({ server, account }) => {
      const was = accounts.get(server);
      if (was === undefined) return [`${server} gets the key`];
      return was === account ? [] : [`the account on ${server} is ${account}, it was ${was}`];
    }),
    ...before.servers.flatMap(({ server }) =>
      names.has(server) ? [] : [`${server} is not among the servers any more`],
    ),
  ];
}

function newCertificate(subject: ApprovalSubject, earlier: ApprovalSubject, attached: boolean): string[] {
  const now = subject.certificate;
  const before = earlier.certificate;
  // Another primary makes and hands out the certificates from now on, also when this one is the same.
  if (now.madeOn !== before.madeOn) return [`the primary is ${now.madeOn}, it was ${before.madeOn}`];
  if (now.thumbprint === before.thumbprint) return attached ? [] : ['the certificate was taken off the application'];
  if (earlier.renewals === 'ask' || (subject.renewals === 'ask' && !attached)) return ['the certificate is a new one'];
  return attached || isRenewal(now, before)
    ? []
    : ['the certificate is a new one, which the earlier approval does not cover'];
}

/** Made while the approved certificate was valid, and not better than it in anybody's hands but ours. */
function isRenewal(now: CertificateFacts, before: CertificateFacts): boolean {
  const life = ({ notBefore, notAfter }: CertificateFacts) => Date.parse(notAfter) - Date.parse(notBefore);
  const made = Date.parse(now.notBefore);
  return (
    made > Date.parse(before.notBefore) &&
    made <= Date.parse(before.notAfter) &&
    life(now) <= life(before) + DAY_MS &&
    now.keyBits >= before.keyBits
  );
}

function newOthers({ others }: ApprovalSubject, before: ApprovalSubject): string[] {
  const known = new Set(before.others.map(keyOf));
  return others.filter((each) => !known.has(keyOf(each))).map(({ text }) => text);
}
