import type { ContractOperation } from './contract.ts';
import { denied } from './errors.ts';

const READ_APPLICATIONS = [
  'Application.Read.All',
  'Application.ReadWrite.OwnedBy',
  'Application.ReadWrite.All',
  'Directory.Read.All',
];
const WRITE_APPLICATIONS = ['Application.ReadWrite.OwnedBy', 'Application.ReadWrite.All'];
const GRANT = [
  ['AppRoleAssignment.ReadWrite.All'],
  ['Application.Read.All', 'Application.ReadWrite.All', 'Directory.Read.All'],
];

/**
 * Where the contract's own list is empty or cannot be read as "one of these": every inner list is "one of", all
 * outer lists must be met. For appManagementPolicies see
 * https://learn.microsoft.com/graph/api/appmanagementpolicy-list-appliesto
 */
const OVERRIDES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'application.upsertByUniqueName': [WRITE_APPLICATIONS],
  'application.getByUniqueName': [READ_APPLICATIONS],
  'application.addOwner': [WRITE_APPLICATIONS],
  'application.listAppManagementPolicies': [
    ['Application.Read.All', 'Application.ReadWrite.All'],
    ['Policy.Read.All', 'Policy.ReadWrite.ApplicationConfiguration'],
  ],
  'deletedApplication.list': [READ_APPLICATIONS],
  'deletedItem.purge': [WRITE_APPLICATIONS],
  // The data names the rights for users only: https://learn.microsoft.com/graph/api/directory-deleteditems-restore
  'deletedItem.restore': [WRITE_APPLICATIONS],
  // The data lists rights for groups of applications too; for people the page of the operation names these.
  'user.checkMemberGroups': [['GroupMember.Read.All', 'Directory.Read.All', 'User.Read.All']],
  // Both, by a known issue that the page of the operation names.
  'signIn.list': [['AuditLog.Read.All'], ['Directory.Read.All']],
  // Both as well: https://learn.microsoft.com/graph/api/directoryaudit-list
  'directoryAudit.list': [['AuditLog.Read.All'], ['Directory.Read.All']],
  'appCredentialSignInActivity.list': [['AuditLog.Read.All']],
  'servicePrincipal.appRoleAssignments.get': [READ_APPLICATIONS],
  'servicePrincipal.appRoleAssignedTo.get': [READ_APPLICATIONS],
};

/** @throws GraphError 403 when the token's roles do not allow the operation. */
export function checkPermissions(operation: ContractOperation, roles: ReadonlySet<string>): void {
  if (!requirements(operation).every((anyOf) => anyOf.some((role) => roles.has(role)))) throw denied();
}

function requirements({ id, permissions }: ContractOperation): readonly (readonly string[])[] {
  // A grant needs the tier-0 right itself; what the contract lists under `also` is no alternative to it.
  if (permissions.least.includes('AppRoleAssignment.ReadWrite.All'))
    return permissions.alsoRequires ? GRANT : [[...GRANT.slice(0, 1).flat()]];
  return OVERRIDES[id] ?? [[...permissions.least, ...permissions.also]];
}
