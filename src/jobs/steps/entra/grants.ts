import { z } from 'zod';
import { Guid } from '../../../contracts/ids.ts';
import type { Permission } from '../../../contracts/permissions.ts';
import type { TenantGraph } from '../../../graph/client.ts';
import { withQuery } from '../../../graph/odata.ts';
import { pathByAppId } from './enterprise-application.ts';
import { needsPerson } from './stop.ts';

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
 * Finds each permission's resource in the tenant and checks that the permission there is the one we mean.
 * @throws StepFailure `resource-missing`, `resource-disabled` or `permission-differs`.
 */
export async function resolveGrants(graph: TenantGraph, permissions: readonly Permission[]): Promise<Grant[]> {
  const resources = new Map<string, z.infer<typeof Resource>>();
  for (const permission of permissions) {
    if (resources.has(permission.resourceAppId)) continue;
    resources.set(permission.resourceAppId, await readResource(graph, permission));
  }
  return permissions.flatMap((permission) => {
    const resource = resources.get(permission.resourceAppId);
    if (!resource) return [];
    requireSameRole(permission, resource);
    return { permission, resourceId: resource.id };
  });
}

async function readResource(graph: TenantGraph, permission: Permission): Promise<z.infer<typeof Resource>> {
  const path = withQuery(pathByAppId(permission.resourceAppId), { $select: 'id,appId,accountEnabled,appRoles' });
  const resource = await graph.find(path, Resource);
  if (!resource) {
    throw needsPerson({
      code: 'resource-missing',
      message: `The tenant does not have the service "${permission.resourceName}".`,
      advice: 'Check that the tenant has an Exchange Online licence and that the service has been set up; then Retry.',
      detail: `no service principal for application ${permission.resourceAppId}`,
    });
  }
  if (resource.accountEnabled === false) {
    throw needsPerson({
      code: 'resource-disabled',
      message: `The service "${permission.resourceName}" is disabled in the tenant.`,
      advice: 'An administrator of the tenant must enable sign-in for this enterprise application; then Retry.',
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
    message: `${nameOf(permission)} is not the permission in this tenant that this bot knows by its id.`,
    advice:
      'Nothing was granted: compare the id with the documentation of Microsoft and correct application.permissions in the configuration.',
    detail: `expected ${permission.appRoleId}, offered ${offered.map((role) => role.id).join(', ') || 'none'}`,
  });
}

/** Which of the grants an enterprise application does not hold yet. */
export async function missingGrants(
  graph: TenantGraph,
  servicePrincipalId: string,
  grants: readonly Grant[],
): Promise<Grant[]> {
  const path = `/servicePrincipals/${servicePrincipalId}/appRoleAssignments`;
  const held = await graph.getAll(path, AppRoleAssignment);
  return grants.filter(
    ({ resourceId, permission }) =>
      !held.some((each) => each.resourceId === resourceId && each.appRoleId === permission.appRoleId),
  );
}

/** `Mail.ReadWrite on Microsoft Graph` */
export function nameOf(permission: Permission): string {
  return `${permission.value} on ${permission.resourceName}`;
}
