import { z } from 'zod';
import { COMPLIANCE_ADMINISTRATOR } from '../graph/roles.ts';
import { AadstsError, unknownKey } from '../identity/aadsts.ts';
import { checkAssertion, findClient } from '../identity/client-authentication.ts';
import { grantedRoles, resourceOfScope } from '../identity/token-endpoint.ts';
import { thumbprintOf } from '../state/certificate.ts';
import { COMPLIANCE_POWERSHELL } from '../state/resources.ts';
import type { Tenant } from '../state/schema.ts';
import { noteSignIn } from '../state/sign-ins.ts';
import { findTenant, initialDomain, type Store } from '../state/store.ts';

export const ConnectRequest = z.object({
  /** The `-Organization` of Connect-IPPSSession. */
  tenantOrOrganization: z.string(),
  appId: z.string().toLowerCase(),
  thumbprint: z.string().toUpperCase(),
  /** JWT signed with the certificate's key: proves that the caller can use it. */
  clientAssertion: z.string().optional(),
  server: z.string().optional(),
  account: z.string().optional(),
});
export type ConnectRequest = z.infer<typeof ConnectRequest>;

export type ConnectResult =
  | { readonly ok: true; readonly tenant: Tenant; readonly servicePrincipalId: string }
  | { readonly ok: false; readonly message: string };

const refused = (message: string): ConnectResult => ({ ok: false, message });

/** What Connect-IPPSSession would say, with the texts that Microsoft's modules show. */
export async function tryConnect(store: Store, request: ConnectRequest, origin: string): Promise<ConnectResult> {
  const tenant = findTenant(store, request.tenantOrOrganization);
  // A tenant id or another domain is not accepted there, only the initial domain.
  if (!tenant || initialDomain(tenant).toLowerCase() !== request.tenantOrOrganization.toLowerCase()) {
    return refused('UnAuthorized');
  }
  try {
    const client = findClient(store, tenant, request.appId);
    const attached = client.application.keyCredentials.some(
      (credential) => thumbprintOf(credential) === request.thumbprint && store.isVisible(credential.keyId, 'keyMs'),
    );
    if (!attached) {
      noteSignIn(store, tenant, client, request, 700027);
      throw unknownKey(request.appId, request.thumbprint);
    }
    const credential = await checkAssertion(store, tenant, client, request.clientAssertion);
    if (thumbprintOf(credential) !== request.thumbprint) throw unknownKey(request.appId, request.thumbprint);
    noteSignIn(store, tenant, client, request, 0);
    const { resource } = resourceOfScope(tenant, `${COMPLIANCE_POWERSHELL}/.default`, origin);
    if (!grantedRoles(store, tenant, client.principal, resource).includes('Exchange.ManageAsApp')) {
      return refused('UnAuthorized');
    }
    const hasRole = tenant.roleAssignments.some(
      ({ id, principalId, roleDefinitionId }) =>
        principalId === client.principal.id &&
        roleDefinitionId === COMPLIANCE_ADMINISTRATOR &&
        store.isVisible(id, 'roleToExchangeMs'),
    );
    if (!hasRole) return refused(roleNotSupported(request.appId));
    return { ok: true, tenant, servicePrincipalId: client.principal.id };
  } catch (error) {
    if (error instanceof AadstsError) return refused(error.message);
    throw error;
  }
}

// https://github.com/microsoft/Microsoft365DSC/issues/4530
function roleNotSupported(appId: string): string {
  return `The role assigned to application ${appId} isn't supported in this scenario. Please check online documentation for assigning correct Directory Roles to Azure AD Application for EXO App-Only Authentication.`;
}
