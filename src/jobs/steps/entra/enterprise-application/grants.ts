import { z } from 'zod';
import { needsPerson } from '../../../../contracts/errors.ts';
import { Guid } from '../../../../contracts/ids.ts';
import type { Permission } from '../../../../contracts/permissions/permissions.ts';
import type { Batch, Reply } from '../../../../graph/client.ts';
import { withQuery } from '../../../../graph/requests/odata.ts';
import { pathByAppId } from './enterprise-application.ts';

const Resource = z.object({
  id: Guid,
  accountEnabled: z.boolean().nullish(),
  appRoles: z
    .array(
      z.object({
        id: Guid,
        value: z.string().nullish(),
        isEnabled: z.boolean().nullish(),
        allowedMemberTypes: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});

export const AppRoleAssignment = z.object({ resourceId: Guid, appRoleId: Guid });

/** A permission together with the object id of its resource in one tenant. */
export interface Grant {
  readonly permission: Permission;
  readonly resourceId: string;
}

/**
 * Adds to a batch what tells where each permission is offered in the tenant, and whether it is the one that we mean.
 * @returns a function that takes who owns the compliance address, where that is known, and throws StepFailure
 *   `resource-missing`, `resource-disabled` or `permission-differs`
 */
export function askResources(
  batch: Batch,
  permissions: readonly Permission[],
): (complianceOwner?: string | null) => Grant[] {
  const resources = new Map<string, Reply<z.infer<typeof Resource> | undefined>>();
  for (const { resourceAppId } of permissions) {
    const path = withQuery(pathByAppId(resourceAppId), { $select: 'id,appId,accountEnabled,appRoles' });
    if (!resources.has(resourceAppId)) resources.set(resourceAppId, batch.find(path, Resource));
  }
  return (complianceOwner) => {
    const found = (permission: Permission) => resources.get(permission.resourceAppId)?.value();
    const isDispensable = (permission: Permission) =>
      permission.value === EXCHANGE_MANAGE_AS_APP &&
      !found(permission) &&
      permissions.some((each) => each.resourceAppId === complianceOwner && found(each));
    return permissions
      .filter((permission) => !isDispensable(permission))
      .map((permission) => {
        const resource = requireUsable(permission, found(permission));
        requireSameRole(permission, resource);
        return { permission, resourceId: resource.id };
      });
  };
}

/**
 * Offered by two resources; both are asked for, and a tenant that has only one needs only one: the owner of the address
 * that Connect-IPPSSession asks a token for.
 */
const EXCHANGE_MANAGE_AS_APP = 'Exchange.ManageAsApp';

function requireUsable(permission: Permission, resource: z.infer<typeof Resource> | undefined) {
  if (!resource) {
    throw needsPerson({
      code: 'resource-missing',
      message: `In {tenant} there is no service "${permission.resourceName}".`,
      advice: `Check that {tenant} has an Exchange Online licence and that "${permission.resourceName}" has been set up; then Retry.`,
      detail: `no service principal for application ${permission.resourceAppId}`,
    });
  }
  if (resource.accountEnabled === false) {
    throw needsPerson({
      code: 'resource-disabled',
      message: `The service "${permission.resourceName}" is disabled in {tenant}.`,
      advice: `An administrator of {tenant} must enable sign-in for the enterprise application "${permission.resourceName}"; then Retry.`,
      detail: `service principal ${resource.id}`,
    });
  }
  return resource;
}

function requireSameRole(permission: Permission, resource: z.infer<typeof Resource>): void {
  const offered = resource.appRoles.filter(
    (role) =>
      role.value === permission.value && role.isEnabled !== false && role.allowedMemberTypes.includes('Application'),
  );
  if (offered.some((role) => role.id === permission.appRoleId)) return;
  throw needsPerson({
    code: 'permission-differs',
    message: `${nameOf(permission)} in {tenant} is not the permission that exo knows by its id.`,
    advice:
      'Nothing was granted in {tenant}: compare the id with the documentation of Microsoft and correct application.permissions in exo.config.yaml.',
    detail: `expected ${permission.appRoleId}, offered ${offered.map((role) => role.id).join(', ') || 'none'}`,
  });
}

/**
 * Adds the permissions that an enterprise application holds to a batch.
 * @returns which of the grants it does not hold yet
 */
export function askMissing(batch: Batch, servicePrincipalId: string): (grants: readonly Grant[]) => Grant[] {
  const held = batch.all(`/servicePrincipals/${servicePrincipalId}/appRoleAssignments`, AppRoleAssignment);
  return (grants) =>
    grants.filter(
      ({ resourceId, permission }) =>
        !held.value().some((each) => each.resourceId === resourceId && each.appRoleId === permission.appRoleId),
    );
}

/** `Mail.ReadWrite on Microsoft Graph` */
export function nameOf(permission: Permission): string {
  return `${permission.value} on ${permission.resourceName}`;
}
