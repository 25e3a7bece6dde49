import { z } from 'zod';
import { DirectoryAudit } from './directory-audits.ts';

/**
 * What the directory holds, as plain JSON. Objects that Graph shows are kept in Graph's own shape, with room for
 * every property that the contract allows.
 */

export const KeyCredential = z.object({
  keyId: z.string(),
  type: z.string(),
  usage: z.string(),
  /** Base64 of the certificate (DER). */
  key: z.string(),
  /** Base64 of the 20 SHA-1 bytes of the certificate, unless the writer chose something else. */
  customKeyIdentifier: z.string(),
  displayName: z.string().nullable(),
  startDateTime: z.string(),
  endDateTime: z.string(),
});
export type KeyCredential = z.infer<typeof KeyCredential>;

/** A client secret, as Graph shows it: the secret itself is never among what is kept. */
export const PasswordCredential = z.object({
  keyId: z.string(),
  displayName: z.string().nullable(),
  hint: z.string().nullable(),
  startDateTime: z.string(),
  endDateTime: z.string(),
});
export type PasswordCredential = z.infer<typeof PasswordCredential>;

/** Trust in tokens of somebody else's identity provider. */
export const FederatedCredential = z.object({
  id: z.string(),
  name: z.string(),
  issuer: z.string(),
  subject: z.string(),
  audiences: z.array(z.string()),
  description: z.string().nullable(),
});
export type FederatedCredential = z.infer<typeof FederatedCredential>;

export const RequiredResourceAccess = z.looseObject({
  resourceAppId: z.string(),
  resourceAccess: z.array(z.looseObject({ id: z.string(), type: z.string() })),
});

export const Application = z.looseObject({
  id: z.string(),
  appId: z.string(),
  displayName: z.string(),
  uniqueName: z.string().nullable(),
  createdDateTime: z.string(),
  deletedDateTime: z.string().nullable(),
  createdByAppId: z.string().nullable(),
  signInAudience: z.string(),
  notes: z.string().nullable(),
  tags: z.array(z.string()),
  requiredResourceAccess: z.array(RequiredResourceAccess),
  keyCredentials: z.array(KeyCredential),
  passwordCredentials: z.array(PasswordCredential),
  web: z.looseObject({ redirectUris: z.array(z.string()) }),
});
export type Application = z.infer<typeof Application>;

export const AppRole = z.object({
  id: z.string(),
  value: z.string(),
  displayName: z.string(),
  description: z.string(),
  isEnabled: z.boolean(),
  allowedMemberTypes: z.array(z.string()),
});
export type AppRole = z.infer<typeof AppRole>;

export const ServicePrincipal = z.looseObject({
  id: z.string(),
  appId: z.string(),
  displayName: z.string(),
  appDisplayName: z.string(),
  appOwnerOrganizationId: z.string(),
  accountEnabled: z.boolean(),
  servicePrincipalType: z.string(),
  servicePrincipalNames: z.array(z.string()),
  appRoles: z.array(AppRole),
  tags: z.array(z.string()),
  createdByAppId: z.string().nullable(),
  keyCredentials: z.array(KeyCredential),
  passwordCredentials: z.array(PasswordCredential),
});
export type ServicePrincipal = z.infer<typeof ServicePrincipal>;

export const AppRoleAssignment = z.object({
  id: z.string(),
  appRoleId: z.string(),
  principalId: z.string(),
  principalDisplayName: z.string(),
  principalType: z.literal('ServicePrincipal'),
  resourceId: z.string(),
  resourceDisplayName: z.string(),
  createdDateTime: z.string(),
  deletedDateTime: z.null(),
});
export type AppRoleAssignment = z.infer<typeof AppRoleAssignment>;

export const RoleAssignment = z.object({
  id: z.string(),
  principalId: z.string(),
  roleDefinitionId: z.string(),
  directoryScopeId: z.string(),
});
export type RoleAssignment = z.infer<typeof RoleAssignment>;

/** A management policy, in the words of the contract: restrictions on the keys of applications. */
export const KeyRestriction = z.looseObject({
  restrictionType: z.string(),
  state: z.string(),
  maxLifetime: z.string().nullable().optional(),
  restrictForAppsCreatedAfterDateTime: z.string().nullable().optional(),
});
export type KeyRestriction = z.infer<typeof KeyRestriction>;

export const ManagementPolicy = z.object({
  id: z.string(),
  displayName: z.string(),
  isEnabled: z.boolean(),
  keyCredentials: z.array(KeyRestriction),
});
export type ManagementPolicy = z.infer<typeof ManagementPolicy>;

/** What Exchange keeps of this tenant, and what was proved from the MID servers. */
export const ExchangeState = z.object({
  servicePrincipals: z.array(
    z.object({ appId: z.string(), objectId: z.string(), displayName: z.string(), createdAt: z.string() }),
  ),
  connections: z.array(
    z.object({
      connectionId: z.string(),
      appId: z.string(),
      thumbprint: z.string(),
      servicePrincipalId: z.string(),
      server: z.string().nullable(),
      account: z.string().nullable(),
      at: z.string(),
    }),
  ),
  proofs: z.array(
    z.looseObject({
      server: z.string(),
      account: z.string(),
      session: z.unknown(),
      search: z.unknown(),
      at: z.string(),
    }),
  ),
});
export type ExchangeState = z.infer<typeof ExchangeState>;

/** A sign-in of an application, accepted or refused, as Entra's log has it. */
export const SignIn = z.object({
  id: z.string(),
  createdDateTime: z.string(),
  appId: z.string(),
  servicePrincipalId: z.string(),
  ipAddress: z.string(),
  servicePrincipalCredentialKeyId: z.string().nullable(),
  servicePrincipalCredentialThumbprint: z.string().nullable(),
  errorCode: z.number(),
});
export type SignIn = z.infer<typeof SignIn>;

export const Tenant = z.object({
  id: z.string(),
  displayName: z.string(),
  verifiedDomains: z.array(z.object({ name: z.string(), isInitial: z.boolean(), isDefault: z.boolean() })),
  applications: z.array(Application),
  deletedApplications: z.array(Application),
  servicePrincipals: z.array(ServicePrincipal),
  appRoleAssignments: z.array(AppRoleAssignment),
  roleAssignments: z.array(RoleAssignment),
  /** Object ids of the owners, by the object id of the application or enterprise application. */
  owners: z.record(z.string(), z.array(z.string())),
  /** By the application's object id. */
  federatedCredentials: z.record(z.string(), z.array(FederatedCredential)),
  defaultPolicy: ManagementPolicy,
  /** Policies assigned to one application, by the application's object id. */
  applicationPolicies: z.record(z.string(), ManagementPolicy),
  /** People, with the ids of the groups that they are in. */
  users: z.array(z.object({ id: z.string(), displayName: z.string(), groups: z.array(z.string()) })),
  exchange: ExchangeState,
  /** Oldest first. */
  signIns: z.array(SignIn).default([]),
  /** Oldest first. */
  directoryAudits: z.array(DirectoryAudit).default([]),
  /** Without Entra ID P1 Graph shows neither sign-ins nor activity. */
  hasPremium: z.boolean().default(true),
});
export type Tenant = z.infer<typeof Tenant>;

export const EntraState = z.object({
  homeTenantId: z.string(),
  tenants: z.array(Tenant),
  /** Client secrets by appId. Never shown by the admin door. */
  secrets: z.record(z.string(), z.array(z.string())),
  /** When an object was made or attached (ms since the epoch), by its id: what the replication lag counts from. */
  births: z.record(z.string(), z.number()),
});
export type EntraState = z.infer<typeof EntraState>;
