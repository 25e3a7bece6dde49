import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { toKeyCredential } from './certificate.ts';
import {
  EXCHANGE_PROTECTION_APP_ID,
  FIRST_PARTY_RESOURCES,
  GRAPH_APP_ID,
  graphPermissionId,
  resourceServicePrincipal,
  withComplianceAddress,
} from './resources.ts';
import type { Application, AppRoleAssignment, EntraState, ServicePrincipal, Tenant } from './schema.ts';

/** The automation's own application: registered in the home tenant, consented in customer tenants. */
export const BootstrapSeed = z.object({
  clientId: z.guid(),
  displayName: z.string().default('exo automation'),
  secrets: z.array(z.string()).default([]),
  /** PEM certificates whose keys may sign its client assertions. */
  certificates: z.array(z.string()).default([]),
  /** Graph application permissions that it declares, and that a consent page would grant. */
  permissions: z.array(z.string()).default([]),
  redirectUris: z.array(z.string()).default([]),
});
export type BootstrapSeed = z.input<typeof BootstrapSeed>;

export const TenantSeed = z.object({
  id: z.guid(),
  displayName: z.string(),
  /** The first is the initial domain (`*.onmicrosoft.com`). */
  domains: z.array(z.string()).min(1),
  /** What the automation was granted here: Graph permissions by its clientId. Not listed: never consented. */
  consented: z.record(z.string(), z.array(z.string())).default({}),
  /** appIds of Microsoft resources that this tenant lacks. */
  withoutResources: z.array(z.string()).default([]),
  /** appId of the resource that owns the address Connect-IPPSSession asks a token for; tenants differ in it. */
  compliancePowerShellOwner: z.string().default(EXCHANGE_PROTECTION_APP_ID),
  policy: z
    .object({
      /** ISO 8601, e.g. `P90D`: longest life of a certificate on an application. */
      maxCertificateLifetime: z.string().optional(),
      /** Only certificates of a trusted authority: v1.0 shows this restriction as `unknownFutureValue`. */
      trustedAuthorityOnly: z.boolean().default(false),
    })
    .default({ trustedAuthorityOnly: false }),
  users: z
    .array(z.object({ id: z.string(), displayName: z.string(), groups: z.array(z.string()).default([]) }))
    .default([]),
});
export type TenantSeed = z.input<typeof TenantSeed>;

export const EntraSeed = z.object({
  homeTenantId: z.guid(),
  bootstrap: z.array(BootstrapSeed),
  /** The home tenant is one of these. */
  tenants: z.array(TenantSeed),
});
export type EntraSeed = z.input<typeof EntraSeed>;

/** The state that a description stands for. */
export function seedState(input: EntraSeed, now: Date): EntraState {
  const seed = EntraSeed.parse(input);
  const applications = seed.bootstrap.map((bootstrap) => bootstrapApplication(bootstrap, now));
  const tenants = seed.tenants.map((tenant) => seedTenant(tenant, applications, seed.homeTenantId, now));
  const home = tenants.find((tenant) => tenant.id === seed.homeTenantId);
  if (!home) throw new Error('The home tenant must be one of the tenants.');
  home.applications.push(...applications);
  const secrets = Object.fromEntries(seed.bootstrap.map(({ clientId, secrets }) => [clientId, secrets]));
  return { homeTenantId: seed.homeTenantId, tenants, secrets, births: {} };
}

/** One more tenant. `applications`: the bootstrap applications that it may have consented to. */
export function seedTenant(
  input: TenantSeed,
  applications: readonly Application[],
  homeTenantId: string,
  now: Date,
): Tenant {
  const seed = TenantSeed.parse(input);
  const resources = FIRST_PARTY_RESOURCES.filter(({ appId }) => !seed.withoutResources.includes(appId))
    .map((resource) => withComplianceAddress(resource, seed.compliancePowerShellOwner))
    .map((resource) => resourceServicePrincipal(resource, randomUUID()));
  const graph = resources.find(({ appId }) => appId === GRAPH_APP_ID);
  const servicePrincipals = [...resources];
  const appRoleAssignments: AppRoleAssignment[] = [];
  for (const [clientId, permissions] of Object.entries(seed.consented)) {
    const application = applications.find(({ appId }) => appId === clientId);
    if (!application || !graph) throw new Error(`${seed.displayName} cannot have consented to ${clientId}`);
    const principal = servicePrincipalOf(application, homeTenantId, null);
    servicePrincipals.push(principal);
    appRoleAssignments.push(
      ...permissions.map((permission) => appRoleAssignment(principal, graph, graphPermissionId(permission), now)),
    );
  }
  return {
    id: seed.id,
    displayName: seed.displayName,
    verifiedDomains: seed.domains.map((name, index) => ({
      name,
      isInitial: index === 0,
      isDefault: index === seed.domains.length - 1,
    })),
    applications: [],
    deletedApplications: [],
    servicePrincipals,
    appRoleAssignments,
    roleAssignments: [],
    owners: {},
    federatedCredentials: {},
    defaultPolicy: defaultPolicy(seed.policy),
    applicationPolicies: {},
    users: seed.users,
    exchange: { servicePrincipals: [], connections: [], proofs: [] },
    signIns: [],
    directoryAudits: [],
    hasPremium: true,
  };
}

/**
 * The enterprise application of a registered application.
 * @param createdByAppId the application that asked for it; null when a person consented.
 */
export function servicePrincipalOf(
  application: Application,
  ownerTenantId: string,
  createdByAppId: string | null,
  tags: string[] = [],
): ServicePrincipal {
  return {
    id: randomUUID(),
    appId: application.appId,
    displayName: application.displayName,
    appDisplayName: application.displayName,
    appOwnerOrganizationId: ownerTenantId,
    accountEnabled: true,
    servicePrincipalType: 'Application',
    servicePrincipalNames: [application.appId],
    appRoles: [],
    tags,
    createdByAppId,
    keyCredentials: [],
    passwordCredentials: [],
  };
}

/** A granted application permission. */
export function appRoleAssignment(
  principal: ServicePrincipal,
  resource: ServicePrincipal,
  appRoleId: string,
  now: Date,
): AppRoleAssignment {
  return {
    // Entra's own ids are opaque base64url texts, not GUIDs.
    id: Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url'),
    appRoleId,
    principalId: principal.id,
    principalDisplayName: principal.displayName,
    principalType: 'ServicePrincipal',
    resourceId: resource.id,
    resourceDisplayName: resource.displayName,
    createdDateTime: now.toISOString(),
    deletedDateTime: null,
  };
}

function bootstrapApplication(bootstrap: z.output<typeof BootstrapSeed>, now: Date): Application {
  return {
    id: randomUUID(),
    appId: bootstrap.clientId,
    displayName: bootstrap.displayName,
    uniqueName: null,
    createdDateTime: now.toISOString(),
    deletedDateTime: null,
    createdByAppId: null,
    signInAudience: 'AzureADMultipleOrgs',
    notes: null,
    tags: [],
    requiredResourceAccess: [
      {
        resourceAppId: GRAPH_APP_ID,
        resourceAccess: bootstrap.permissions.map((name) => ({ id: graphPermissionId(name), type: 'Role' })),
      },
    ],
    keyCredentials: bootstrap.certificates.map((pem) => toKeyCredential(pem)),
    passwordCredentials: [],
    web: { redirectUris: bootstrap.redirectUris },
  };
}

function defaultPolicy(policy: z.output<typeof TenantSeed>['policy']): Tenant['defaultPolicy'] {
  const { maxCertificateLifetime, trustedAuthorityOnly } = policy;
  const common = { state: 'enabled', restrictForAppsCreatedAfterDateTime: '2020-01-01T00:00:00Z' };
  return {
    id: '00000000-0000-0000-0000-000000000000',
    displayName: 'Default app management tenant policy',
    isEnabled: maxCertificateLifetime !== undefined || trustedAuthorityOnly,
    keyCredentials: [
      ...(maxCertificateLifetime
        ? [{ ...common, restrictionType: 'asymmetricKeyLifetime', maxLifetime: maxCertificateLifetime }]
        : []),
      ...(trustedAuthorityOnly ? [{ ...common, restrictionType: 'unknownFutureValue', maxLifetime: null }] : []),
    ],
  };
}
