import { createHash } from 'node:crypto';
import { z } from 'zod';
import { COMPLIANCE_ADMINISTRATOR, REQUIRED_PERMISSIONS } from '../../src/contracts/permissions/permissions.ts';
import type { Tenant } from '../standins/entra/state/schema.ts';
import type { EntraDoor } from '../system/entra.ts';

/** One thing that must hold, and what was found. */
export interface Proof {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
}

/** What the hand-over card gave to whoever fills in ServiceNow. */
export interface HandedOver {
  readonly appId: string | undefined;
  readonly thumbprint: string | undefined;
}

const SERVERS = ['mid1', 'mid2'];
const Session = z.looseObject({ state: z.string() });

/** What the tenant must hold after an onboarding: exactly this, once. */
export function proveTenant(tenant: Tenant, handedOver: HandedOver, account: string): Proof[] {
  const applications = tenant.applications.filter(({ tags }) => tags.includes('exo-bot:demo'));
  const application = applications[0];
  const declared = application?.requiredResourceAccess.flatMap(({ resourceAccess }) => resourceAccess) ?? [];
  const principals = tenant.servicePrincipals.filter(({ appId }) => appId === application?.appId);
  const principalId = principals[0]?.id;
  const grants = tenant.appRoleAssignments.filter((grant) => grant.principalId === principalId);
  const keys = application?.keyCredentials ?? [];
  const thumbprints = keys.map(({ key }) => thumbprintOf(key));
  const wanted = REQUIRED_PERMISSIONS.map(({ appRoleId }) => appRoleId);
  const roles = tenant.roleAssignments;
  const exchange = tenant.exchange.servicePrincipals;
  return [
    count('application of ours, and no other', tenant.applications, 1, applications.length === 1),
    count(
      'permissions declared',
      declared,
      wanted.length,
      sameIds(
        declared.map(({ id }) => id),
        wanted,
      ),
    ),
    count('enterprise application', principals, 1),
    count(
      'permissions granted',
      grants,
      wanted.length,
      sameIds(
        grants.map(({ appRoleId }) => appRoleId),
        wanted,
      ),
    ),
    count('certificate, the one handed over', thumbprints, 1, thumbprints[0] === handedOver.thumbprint),
    count(
      'role assignment, Compliance Administrator',
      roles,
      1,
      roles[0]?.principalId === principalId && roles[0]?.roleDefinitionId === COMPLIANCE_ADMINISTRATOR.templateId,
    ),
    count(
      'Exchange service principal, of the enterprise application',
      exchange,
      1,
      exchange[0]?.objectId === principalId,
    ),
    {
      what: 'application id handed over',
      ok: handedOver.appId === application?.appId,
      found: handedOver.appId ?? 'none',
    },
    ...SERVERS.map((server) => proveServer(tenant, server, account)),
  ];
}

function proveServer(tenant: Tenant, server: string, account: string): Proof {
  const proof = tenant.exchange.proofs.findLast((each) => each.server === server);
  const session = Session.safeParse(proof?.session);
  const connected = session.success && session.data.state === 'ok';
  return {
    what: `connection proved by ${server} as ${account}`,
    ok: connected && proof?.account === account,
    found: proof ? `${connected ? 'connected' : 'not connected'} as ${proof.account}` : 'no proof',
  };
}

/** That nothing was written since the log was cleared. */
export async function proveNoWrite(entra: EntraDoor): Promise<Proof> {
  const requests = await entra.log();
  const writes = requests.filter(({ write }) => write).map(({ method, path }) => `${method} ${path}`);
  return {
    what: 'no write at all',
    ok: writes.length === 0 && requests.length > 0,
    found: writes.length === 0 ? `${requests.length} requests, all reading` : writes.join(', '),
  };
}

/** That every request was one that Microsoft's contract knows. */
export async function proveContract(entra: EntraDoor): Promise<Proof> {
  const violations = await entra.violations();
  return {
    what: 'every request as in the contract',
    ok: violations.length === 0,
    found: violations.length === 0 ? 'no violation' : JSON.stringify(violations),
  };
}

/** That nobody was given anything yet. */
export function proveNothingGranted(tenant: Tenant): Proof {
  const principals = tenant.applications.map(
    ({ appId }) => tenant.servicePrincipals.find((each) => each.appId === appId)?.id,
  );
  const grants = tenant.appRoleAssignments.filter(({ principalId }) => principals.includes(principalId));
  const given = grants.length + tenant.roleAssignments.length;
  return { what: 'nothing granted before the approval', ok: given === 0, found: `${given} grants` };
}

function sameIds(found: readonly string[], wanted: readonly string[]): boolean {
  return new Set(found).symmetricDifference(new Set(wanted)).size === 0;
}

function count(what: string, found: readonly unknown[], wanted: number, right = true): Proof {
  return { what: `${wanted} ${what}`, ok: found.length === wanted && right, found: String(found.length) };
}

export function thumbprintOf(certificate: string): string {
  return createHash('sha1').update(Buffer.from(certificate, 'base64')).digest('hex').toUpperCase();
}
