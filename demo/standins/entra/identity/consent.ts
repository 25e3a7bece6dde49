import { GRAPH_APP_ID } from '../state/resources.ts';
import type { Application, Tenant } from '../state/schema.ts';
import { appRoleAssignment, servicePrincipalOf } from '../state/seed.ts';
import type { Store } from '../state/store.ts';
import { unknownResource } from './aadsts.ts';

/**
 * What an administrator's consent does: an enterprise application, if there is none, and an appRoleAssignment for
 * every application permission that the application declares.
 * @throws AadstsError 500011 when the tenant lacks a resource.
 */
export function consent(store: Store, tenant: Tenant, application: Application, ownerTenantId: string): void {
  let principal = tenant.servicePrincipals.find(({ appId }) => appId === application.appId);
  if (!principal) {
    principal = servicePrincipalOf(application, ownerTenantId, null);
    tenant.servicePrincipals.push(principal);
    store.markNew(principal.id);
  }
  for (const { resourceAppId, resourceAccess } of application.requiredResourceAccess) {
    const resource = tenant.servicePrincipals.find(({ appId }) => appId === resourceAppId);
    if (!resource) throw unknownResource(resourceAppId, tenant.displayName);
    for (const { id, type } of resourceAccess) {
      const isGranted = tenant.appRoleAssignments.some(
        (grant) => grant.principalId === principal.id && grant.resourceId === resource.id && grant.appRoleId === id,
      );
      if (type !== 'Role' || isGranted) continue;
      const grant = appRoleAssignment(principal, resource, id, store.now());
      tenant.appRoleAssignments.push(grant);
      store.markNew(grant.id);
    }
  }
  store.save();
}

/** The permissions that a consent page lists, e.g. `Microsoft Graph: Mail.ReadWrite`. */
export function declaredPermissions(tenant: Tenant, application: Application): string[] {
  return application.requiredResourceAccess.flatMap(({ resourceAppId, resourceAccess }) => {
    const resource = tenant.servicePrincipals.find(({ appId }) => appId === resourceAppId);
    const name = resource?.displayName ?? (resourceAppId === GRAPH_APP_ID ? 'Microsoft Graph' : resourceAppId);
    return resourceAccess.map(({ id }) => {
      const role = resource?.appRoles.find((candidate) => candidate.id === id);
      return `${name}: ${role?.value ?? id}`;
    });
  });
}
