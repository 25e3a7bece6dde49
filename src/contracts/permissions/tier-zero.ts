/**
 * Application permissions from which the whole tenant can be taken over: roles, consent, credentials or sign-in rules of
 * others. By app role id of Microsoft Graph, so that another name in a configuration hides nothing.
 * Source: https://learn.microsoft.com/graph/permissions-reference; paths: https://github.com/emiliensocchi/azure-tiering.
 */
export const TIER_ZERO_ROLES: Readonly<Record<string, string>> = {
  '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9': 'Application.ReadWrite.All',
  'fc023787-fd04-4e44-9bc7-d454f00c0f0a': 'Application.ReadUpdate.All',
  '06b708a9-e830-4db3-a914-8e69da51d44f': 'AppRoleAssignment.ReadWrite.All',
  '8e8e4742-1d95-4f68-9d56-6ee75648c72a': 'DelegatedPermissionGrant.ReadWrite.All',
  '19dbc75e-c2e2-444c-a770-ec69d8559fc7': 'Directory.ReadWrite.All',
  '7e05723c-0bb0-42da-be95-ae9f08a6e53c': 'Domain.ReadWrite.All',
  '9acd699f-1e81-4958-b001-93b1d2506e19': 'EntitlementManagement.ReadWrite.All',
  '292d869f-3427-49a8-9dab-8c70152b74e9': 'Organization.ReadWrite.All',
  '29c18626-4985-4dcd-85c0-193eef327366': 'Policy.ReadWrite.AuthenticationMethod',
  'fb221be6-99f2-473f-bd32-01c6a0e9ca3b': 'Policy.ReadWrite.Authorization',
  '01c0a623-fc9b-48e9-b794-0756f8e8f067': 'Policy.ReadWrite.ConditionalAccess',
  'a402ca1c-2696-4531-972d-6e5ee4aa11ea': 'Policy.ReadWrite.PermissionGrant',
  '854d9ab1-6657-4ec8-be45-823027bcd009': 'PrivilegedAccess.ReadWrite.AzureAD',
  '2f6817f8-7b12-4f0f-bc18-eeaf60705a9e': 'PrivilegedAccess.ReadWrite.AzureADGroup',
  '41202f2c-f7ab-45be-b001-85c9728b9d69': 'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
  '618b6020-bca8-4de6-99f6-ef445fa4d857': 'PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup',
  'a2b63618-5350-462d-b1b3-ba6eb3684e26': 'PublicKeyInfrastructure.ReadWrite.All',
  'dd199f4a-f148-40a4-a2ec-f0069cc799ec': 'RoleAssignmentSchedule.ReadWrite.Directory',
  'fee28b28-e1f3-4841-818e-2704dc62245f': 'RoleEligibilitySchedule.ReadWrite.Directory',
  '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8': 'RoleManagement.ReadWrite.Directory',
  '31e08e0a-d3f7-4ca2-ac39-7343fb83e8ad': 'RoleManagementPolicy.ReadWrite.Directory',
  'cc117bb9-00cf-4eb8-b580-ea2a878fe8f7': 'User-PasswordProfile.ReadWrite.All',
  '50483e42-d915-4231-9639-7fdb7fd190e5': 'UserAuthenticationMethod.ReadWrite.All',
};

/** The same by name, and what is newer than the table: new permissions of these families are no better. */
const BY_NAME = [
  /^(?:full_access_as_app|EWS\.AccessAsApp)$/i,
  /^(?:Application|Directory|Domain|Organization|DelegatedPermissionGrant|AppRoleAssignment)\.Read(?:Write|Update)\.All$/i,
  /^AppRoleAssignment\./i,
  /^(?:PrivilegedA|PrivilegedE|RoleAssignment|RoleEligibility|RoleManagement)\w*\.(?:ReadWrite|Manage)/i,
  /^(?:Policy|UserAuth\w*|PublicKeyInfrastructure|EntitlementManagement)[\w-]*\.ReadWrite/i,
  /^User-PasswordProfile\.ReadWrite/i,
];

/** Whether a permission, by app role id or by name, can be turned into the whole tenant. */
export function isTierZero(permission: { readonly appRoleId: string; readonly value: string }): boolean {
  return permission.appRoleId in TIER_ZERO_ROLES || BY_NAME.some((name) => name.test(permission.value));
}
