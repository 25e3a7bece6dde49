import { knownPermission } from '../../../contracts/permissions/known-permissions.ts';
import { COMPLIANCE_ADMINISTRATOR, type Permission } from '../../../contracts/permissions/permissions.ts';
import type { Drift } from '../../../contracts/steps/cloud/drift.ts';
import type { StepInput } from '../../../contracts/steps/index.ts';
import { nameOf } from '../entra/enterprise-application/grants.ts';
import { quoted } from '../entra/foreign-text.ts';
import type { PresentTenant } from './tenant-state.ts';

type Expected = Pick<StepInput<'check-drift'>, 'permissions' | 'displayName'>;
type Rights = Pick<PresentTenant, 'grants' | 'roles' | 'resourceIds'>;

/** Permissions and roles that are missing, and those that nobody asked exo for. */
export function rightsDrift(tenant: Rights, expected: Expected): Drift[] {
  const { permissions, displayName } = expected;
  const holds = (permission: Permission) =>
    tenant.grants.some(
      ({ resourceId, appRoleId }) =>
        appRoleId === permission.appRoleId && resourceId === tenant.resourceIds.get(permission.resourceAppId),
    );
  const isAskedFor = (grant: Rights['grants'][number]) =>
    permissions.some(
      ({ appRoleId, resourceAppId }) =>
        grant.appRoleId === appRoleId && grant.resourceId === tenant.resourceIds.get(resourceAppId),
    );
  const isOurRole = ({ roleDefinitionId, directoryScopeId }: Rights['roles'][number]) =>
    roleDefinitionId === COMPLIANCE_ADMINISTRATOR.templateId && directoryScopeId === '/';
  return [
    ...permissions
      .filter((permission) => !holds(permission) && !isDispensable(permission, tenant, permissions))
      .map((permission) => missingPermission(permission, displayName)),
    ...tenant.grants.filter((grant) => !isAskedFor(grant)).map((grant) => extraPermission(grant, displayName)),
    ...(tenant.roles.some(isOurRole) ? [] : [missingRole(displayName)]),
    ...tenant.roles.filter((role) => !isOurRole(role)).map((role) => extraRole(role, displayName)),
  ];
}

/** A tenant that has only one of the two services that offer the same needs only that one, as an onboarding decides. */
function isDispensable(permission: Permission, { resourceIds }: Rights, all: readonly Permission[]): boolean {
  if (resourceIds.has(permission.resourceAppId)) return false;
  return all.some(({ value, resourceAppId }) => value === permission.value && resourceIds.has(resourceAppId));
}

function missingPermission(permission: Permission, displayName: string): Drift {
  return {
    kind: 'permission-missing',
    id: `permission-missing ${permission.resourceAppId} ${permission.appRoleId}`,
    grave: false,
    text: `The permission ${nameOf(permission)} was taken from "${displayName}".`,
    advice: `Mend it: the onboarding grants ${nameOf(permission)} again, after approval.`,
    mendable: true,
  };
}

function extraPermission(grant: Rights['grants'][number], displayName: string): Drift {
  const { appRoleId, resourceId, resourceDisplayName } = grant;
  const known = knownPermission({ resourceAppId: '', appRoleId, value: '' });
  const name = `${known?.value ?? `permission ${appRoleId}`} on ${resourceDisplayName ? quoted(resourceDisplayName) : `resource ${resourceId}`}`;
  return {
    kind: 'permission-extra',
    id: `permission-extra ${resourceId} ${appRoleId}`,
    grave: true,
    text: `A permission that exo did not grant: ${name} for "${displayName}"${known?.meaning ? ` (${known.meaning})` : ''}.`,
    advice: `Ask the customer who granted it; an administrator revokes it under Permissions of the enterprise application "${displayName}", or an approver accepts it.`,
    mendable: false,
  };
}

function missingRole(displayName: string): Drift {
  const role = COMPLIANCE_ADMINISTRATOR.displayName;
  return {
    kind: 'role-missing',
    id: `role-missing ${COMPLIANCE_ADMINISTRATOR.templateId}`,
    grave: false,
    text: `The role ${role} was taken from "${displayName}": Exchange refuses its searches.`,
    advice: `Mend it: the onboarding assigns ${role} again, after approval.`,
    mendable: true,
  };
}

function extraRole({ roleDefinitionId, directoryScopeId }: Rights['roles'][number], displayName: string): Drift {
  const isOurs = roleDefinitionId === COMPLIANCE_ADMINISTRATOR.templateId;
  const name = isOurs ? COMPLIANCE_ADMINISTRATOR.displayName : `role ${roleDefinitionId ?? 'without id'}`;
  const scope = directoryScopeId === '/' ? 'for the whole directory' : `for ${directoryScopeId ?? 'an unknown scope'}`;
  return {
    kind: 'role-extra',
    id: `role-extra ${roleDefinitionId ?? ''} ${directoryScopeId ?? ''}`,
    grave: true,
    text: `A role that exo did not assign: ${name} ${scope}, to "${displayName}".`,
    advice: `Ask the customer who assigned it; an administrator removes it under Roles and administrators, or an approver accepts it for "${displayName}".`,
    mendable: false,
  };
}
