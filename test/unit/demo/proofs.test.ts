import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type HandedOver, proveNothingGranted, proveTenant } from '../../../demo/play/proofs.ts';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { DEMO_TENANT_IDS, demoSeed } from '../../../demo/standins/entra/demo-state.ts';
import { toKeyCredential } from '../../../demo/standins/entra/state/certificate.ts';
import type { Tenant } from '../../../demo/standins/entra/state/schema.ts';
import { seedState } from '../../../demo/standins/entra/state/seed.ts';
import { COMPLIANCE_ADMINISTRATOR, REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions/permissions.ts';

const ACCOUNT = 'CORP\\svc-mid';
const APP_ID = '11111111-0000-4000-8000-000000000001';
const PRINCIPAL_ID = '11111111-0000-4000-8000-000000000002';
const certificate = createClientCertificate('contoso');

describe('proofs of an onboarding', () => {
  it('are all there when the tenant holds exactly what was handed over', () => {
    const { tenant, handedOver } = onboarded();

    expect(proveTenant(tenant, handedOver, ACCOUNT).filter(({ ok }) => !ok)).toEqual([]);
  });

  it.each<[string, (tenant: Tenant) => void]>([
    ['a second application', (tenant) => tenant.applications.push({ ...first(tenant.applications), id: 'other' })],
    ['a grant that is missing', (tenant) => tenant.appRoleAssignments.pop()],
    [
      'a grant that is there twice',
      ({ appRoleAssignments }) => appRoleAssignments.push(first(appRoleAssignments.slice(-1))),
    ],
    [
      'a grant of something else',
      (tenant) => Object.assign(first(tenant.appRoleAssignments.slice(-1)), { appRoleId: 'x' }),
    ],
    ['a second certificate', (tenant) => first(tenant.applications).keyCredentials.push(otherKey())],
    ['another role', (tenant) => Object.assign(first(tenant.roleAssignments), { roleDefinitionId: 'other' })],
    ['another Exchange object', (tenant) => Object.assign(first(tenant.exchange.servicePrincipals), { objectId: 'x' })],
    ['a server without proof', (tenant) => tenant.exchange.proofs.pop()],
    [
      'a proof by another account',
      (tenant) => Object.assign(first(tenant.exchange.proofs), { account: 'LocalSystem' }),
    ],
  ])('miss something with %s', (_, change) => {
    const { tenant, handedOver } = onboarded();

    change(tenant);

    expect(proveTenant(tenant, handedOver, ACCOUNT).some(({ ok }) => !ok)).toBe(true);
  });

  it('see a role that was assigned before the approval', () => {
    const { tenant } = onboarded();

    expect(proveNothingGranted(tenant).ok).toBe(false);
    expect(proveNothingGranted(freshTenant()).ok).toBe(true);
  });
});

function freshTenant(): Tenant {
  const { tenants } = seedState(demoSeed({ secrets: [], certificates: [], redirectUris: [] }), new Date(0));
  return first(tenants.filter(({ id }) => id === DEMO_TENANT_IDS.contoso));
}

function onboarded(): { tenant: Tenant; handedOver: HandedOver } {
  const tenant = freshTenant();
  tenant.applications.push({
    id: 'application',
    appId: APP_ID,
    displayName: 'ServiceNow',
    uniqueName: null,
    createdDateTime: '',
    deletedDateTime: null,
    createdByAppId: null,
    signInAudience: 'AzureADMyOrg',
    notes: null,
    tags: ['exo-bot:demo'],
    requiredResourceAccess: REQUIRED_PERMISSIONS.map(({ resourceAppId, appRoleId }) => ({
      resourceAppId,
      resourceAccess: [{ id: appRoleId, type: 'Role' }],
    })),
    keyCredentials: [toKeyCredential(certificate.der)],
    passwordCredentials: [],
    web: { redirectUris: [] },
  });
  tenant.servicePrincipals.push({ ...first(tenant.servicePrincipals), id: PRINCIPAL_ID, appId: APP_ID });
  for (const { appRoleId } of REQUIRED_PERMISSIONS) {
    const grant = { ...first(tenant.appRoleAssignments), id: appRoleId, appRoleId, principalId: PRINCIPAL_ID };
    tenant.appRoleAssignments.push(grant);
  }
  const roleDefinitionId = COMPLIANCE_ADMINISTRATOR.templateId;
  tenant.roleAssignments.push({ id: 'role', principalId: PRINCIPAL_ID, roleDefinitionId, directoryScopeId: '/' });
  const registered = { appId: APP_ID, objectId: PRINCIPAL_ID, displayName: 'ServiceNow', createdAt: '' };
  tenant.exchange.servicePrincipals.push(registered);
  const state = { state: 'ok', message: '' };
  for (const server of ['mid1', 'mid2']) {
    tenant.exchange.proofs.push({ server, account: ACCOUNT, session: state, search: state, at: '' });
  }
  return { tenant, handedOver: { appId: APP_ID, thumbprint: certificate.thumbprint } };
}

function otherKey() {
  const { der } = createClientCertificate('other');
  return toKeyCredential(new X509Certificate(Buffer.from(der, 'base64')).toString());
}

function first<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined) throw new Error('There is none');
  return item;
}
