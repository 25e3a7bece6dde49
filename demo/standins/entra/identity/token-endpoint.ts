import type { ServicePrincipal, Tenant } from '../state/schema.ts';
import type { Store } from '../state/store.ts';
import type { Answer, Incoming } from '../wire/http.ts';
import { unknownResource, wrongGrantType, wrongScope } from './aadsts.ts';
import { checkAssertion, checkSecret, findClient } from './client-authentication.ts';
import type { TokenSigner } from './signing.ts';

const LIFETIME_SECONDS = 3599;

/**
 * The client credentials grant of one tenant.
 * @throws AadstsError with the number that Microsoft would answer.
 */
export async function answerTokenRequest(
  store: Store,
  signer: TokenSigner,
  tenant: Tenant,
  request: Incoming,
): Promise<Answer> {
  const form = new URLSearchParams(request.body);
  const grantType = form.get('grant_type') ?? '';
  if (grantType !== 'client_credentials') throw wrongGrantType(grantType);
  const appId = (form.get('client_id') ?? '').toLowerCase();
  const client = findClient(store, tenant, appId);
  const secret = form.get('client_secret');
  if (secret === null) await checkAssertion(store, tenant, client, form.get('client_assertion') ?? undefined);
  else checkSecret(store, client, secret);
  const { audience, resource } = resourceOfScope(tenant, form.get('scope') ?? '', request.url.origin);
  const claims = {
    aud: audience,
    tid: tenant.id,
    appid: appId,
    oid: client.principal.id,
    roles: grantedRoles(store, tenant, client.principal, resource),
    wids: tenant.roleAssignments
      .filter(({ id, principalId }) => principalId === client.principal.id && store.isVisible(id, 'roleMs'))
      .map(({ roleDefinitionId }) => roleDefinitionId),
  };
  return {
    status: 200,
    tenantId: tenant.id,
    client: appId,
    body: {
      token_type: 'Bearer',
      expires_in: LIFETIME_SECONDS,
      ext_expires_in: LIFETIME_SECONDS,
      access_token: await signer.issue(claims, LIFETIME_SECONDS),
    },
  };
}

/** Values of the app roles of `resource` that `principal` was granted, as far as they have spread. */
export function grantedRoles(
  store: Store,
  tenant: Tenant,
  principal: ServicePrincipal,
  resource: ServicePrincipal,
): string[] {
  const granted = tenant.appRoleAssignments.filter(
    ({ id, principalId, resourceId }) =>
      principalId === principal.id && resourceId === resource.id && store.isVisible(id, 'grantMs'),
  );
  return resource.appRoles
    .filter((role) => granted.some(({ appRoleId }) => appRoleId === role.id))
    .map(({ value }) => value);
}

/** The resource that owns an address in this tenant. @throws AadstsError 1002012, 500011. */
export function resourceOfScope(
  tenant: Tenant,
  scope: string,
  ownOrigin: string,
): { audience: string; resource: ServicePrincipal } {
  const asked = scope.split(' ').find((part) => part.endsWith('/.default'));
  if (asked === undefined) throw wrongScope(scope);
  const audience = asked.slice(0, -'/.default'.length).replace(/\/+$/, '');
  // The stand-in's own address is as good as Graph's.
  const name = audience === ownOrigin ? 'https://graph.microsoft.com' : audience;
  const resource = tenant.servicePrincipals.find((candidate) => candidate.servicePrincipalNames.includes(name));
  if (!resource) throw unknownResource(audience, tenant.displayName);
  return { audience, resource };
}
