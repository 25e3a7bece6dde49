import type { OtherHolder } from '../../../contracts/approval/approval.ts';
import type { Drift } from '../../../contracts/steps/cloud/drift.ts';
import type { StepInput } from '../../../contracts/steps/index.ts';
import { keyOf } from '../../../runs/approval/subject.ts';
import type { KeyCredential } from '../entra/application/application.ts';
import { hasOurName, isExpired, thumbprintOf } from '../entra/certificates/credentials.ts';
import { certificateHolder, otherCredentials } from '../entra/facts/holders.ts';
import { addedBy } from './added-by.ts';
import type { Audits } from './read-audits.ts';
import type { PresentTenant } from './tenant-state.ts';

type Expected = Pick<StepInput<'check-drift'>, 'certificates' | 'known' | 'displayName'>;

/** Every way into the application that neither exo nor an approver knows of. */
export function foreignHolders(tenant: PresentTenant, expected: Expected, now: Date): OtherHolder[] {
  const { application, enterprise, holders } = tenant;
  const others = [
    ...otherCredentials('application', application, now),
    ...pretended(application.keyCredentials, expected, now),
    ...(enterprise ? otherCredentials('enterprise-application', enterprise, now) : []),
    ...holders,
  ];
  const known = new Set(expected.known);
  return others.filter((other) => !known.has(keyOf(other)));
}

/** The foreign ways in, and the certificate that is missing. */
export function credentialDrift(tenant: PresentTenant, expected: Expected, now: Date, audits?: Audits): Drift[] {
  return [
    ...foreignHolders(tenant, expected, now).map((other) => foreign(other, expected, audits)),
    ...missing(tenant.application.keyCredentials, expected),
  ];
}

/** Certificates with the name that exo gives, whose key is on none of our servers: whoever attaches one chooses its name. */
function pretended(keys: readonly KeyCredential[], { certificates }: Expected, now: Date): OtherHolder[] {
  const ours = new Set(certificates);
  return keys
    .filter((key) => hasOurName(key) && !isExpired(key, now) && !ours.has(thumbprintOf(key) ?? ''))
    .map((key) => certificateHolder('application', key));
}

function foreign(other: OtherHolder, { displayName }: Expected, audits: Audits | undefined): Drift {
  const { kind, on, text } = other;
  // Not part of the id: who added it becomes known, and is forgotten by the audit, while the change is the same one.
  const by = audits?.known ? addedBy(other, audits.entries) : undefined;
  const who = by ?? 'not known who added it';
  const how = by ? '' : howToKnow(audits);
  const where = on === 'application' ? 'the application' : 'the enterprise application';
  if (kind === 'owner') {
    return {
      kind: 'owner',
      id: keyOf(other),
      grave: false,
      text: `An owner that exo did not add: ${text} on ${where} "${displayName}", ${who}. An owner can add a credential.`,
      advice: `Ask the customer who added this owner of "${displayName}"; an administrator removes it under Owners, or an approver accepts it.${how}`,
      mendable: false,
    };
  }
  return {
    kind: 'credential',
    id: keyOf(other),
    grave: true,
    text: `A credential that exo did not add: ${text}, on ${where} "${displayName}", ${who}. Whoever holds it can read all mail of the tenant.`,
    advice: `Suspend the tenant unless you know this credential of "${displayName}". Ask the customer who added it; an administrator removes it under Certificates & secrets, or an approver accepts it.${how}`,
    mendable: false,
  };
}

function howToKnow(audits: Audits | undefined): string {
  if (audits?.known)
    return ' The directory audit of the tenant, kept for 7 days or 30 with Entra ID P1, does not name anybody.';
  if (audits?.why === 'no-answer')
    return ' The directory audit of the tenant could not be read: check again later to learn who added it.';
  return ' exo could say who added it with AuditLog.Read.All and Directory.Read.All in the tenant.';
}

function missing(keys: readonly KeyCredential[], { certificates, displayName }: Expected): Drift[] {
  const [current = ''] = certificates;
  if (keys.some((key) => thumbprintOf(key) === current)) return [];
  return [
    {
      kind: 'certificate-missing',
      id: `certificate-missing ${current}`,
      grave: false,
      text: `The certificate ${current} is no longer on the application "${displayName}": ServiceNow cannot sign in with it.`,
      advice: `Mend it: the onboarding attaches the certificate to "${displayName}" again.`,
      mendable: true,
    },
  ];
}
