import { z } from 'zod';
import { createClientCertificate } from '../../certificates.ts';
import { assignRole, COMPLIANCE_ADMINISTRATOR } from '../graph/roles.ts';
import { consent } from '../identity/consent.ts';
import { toKeyCredential } from '../state/certificate.ts';
import { auditEntry, byUser, describeKeys, SECRETS_CHANGED } from '../state/directory-audits.ts';
import type { Application, Tenant } from '../state/schema.ts';
import { seedTenant, TenantSeed } from '../state/seed.ts';
import { findRegistration, findTenant, type Store } from '../state/store.ts';
import type { Answer } from '../wire/http.ts';

/** What a customer's administrator clicks in the portal, without a browser. */

const Subject = z.object({
  /** Id or domain. */
  tenant: z.string(),
  appId: z.string().toLowerCase(),
});

const done: Answer = { status: 200, body: { ok: true } };
const unknown = (message: string): Answer => ({ status: 404, body: { ok: false, message } });

/** "Grant admin consent for ..." on an application. */
export function consentInPortal(store: Store, body: unknown): Answer {
  const asked = Subject.parse(body);
  const tenant = findTenant(store, asked.tenant);
  const registration = findRegistration(store, asked.appId);
  if (!tenant || !registration) return unknown('There is no such tenant or application.');
  consent(store, tenant, registration.application, registration.tenant.id);
  return done;
}

/** "Add assignments" on the role Compliance Administrator, or on another role. */
export function assignRoleInPortal(store: Store, body: unknown): Answer {
  const asked = Subject.extend({ roleDefinitionId: z.string().default(COMPLIANCE_ADMINISTRATOR) }).parse(body);
  const tenant = findTenant(store, asked.tenant);
  const principal = tenant?.servicePrincipals.find(({ appId }) => appId === asked.appId);
  if (!tenant || !principal) return unknown('There is no such tenant or enterprise application.');
  const assignment = assignRole(tenant.roleAssignments, {
    principalId: principal.id,
    roleDefinitionId: asked.roleDefinitionId,
    directoryScopeId: '/',
  });
  if (assignment) store.markNew(assignment.id);
  store.save();
  return done;
}

/** "Upload certificate" on an application: somebody else's, which signs in as that application. */
export function addCertificateInPortal(store: Store, body: unknown): Answer {
  const { appId, displayName } = z.object({ appId: z.string().toLowerCase(), displayName: z.string() }).parse(body);
  const registration = findRegistration(store, appId);
  if (!registration) return unknown('There is no such application.');
  uploadCertificate(registration, displayName, store.now());
  store.save();
  return done;
}

/** A certificate of somebody else on an application, with the entry of the directory audit. */
export function uploadCertificate(
  { tenant, application }: { readonly tenant: Tenant; readonly application: Application },
  displayName: string,
  at: Date,
): void {
  const added = { ...toKeyCredential(createClientCertificate(displayName).der), displayName };
  const oldValue = describeKeys(application.keyCredentials);
  application.keyCredentials.push(added);
  const newValue = describeKeys(application.keyCredentials);
  const modifiedProperties = [{ displayName: 'KeyDescription', oldValue, newValue }];
  const targets = [{ id: application.id, type: 'Application', modifiedProperties }];
  const by = byUser(`admin@${tenant.verifiedDomains[0]?.name ?? tenant.id}`);
  tenant.directoryAudits.push(auditEntry({ what: SECRETS_CHANGED, targets, by, at: at }));
}

/** A new customer: a `TenantSeed`. */
export function addTenant(store: Store, body: unknown): Answer {
  const seed = TenantSeed.parse(body);
  if (findTenant(store, seed.id)) return { status: 409, body: { ok: false, message: `Tenant ${seed.id} exists.` } };
  const { homeTenantId, tenants } = store.state;
  const bootstrap = tenants.find(({ id }) => id === homeTenantId)?.applications ?? [];
  tenants.push(seedTenant(seed, bootstrap, homeTenantId, store.now()));
  store.save();
  return { status: 201, body: { ok: true } };
}
