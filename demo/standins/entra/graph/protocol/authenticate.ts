import type { TokenSigner } from '../../identity/signing.ts';
import { findTenant, type Store } from '../../state/store.ts';
import type { Incoming } from '../../wire/http.ts';
import { unauthenticated } from './errors.ts';
import type { AuthenticatedRequest } from './request.ts';

interface Service {
  readonly store: Store;
  readonly signer: TokenSigner;
  readonly pageSize: number;
}

/**
 * Who asks, and in whose directory: both come from the access token.
 * @throws GraphError 401.
 */
export async function authenticate(service: Service, incoming: Incoming): Promise<AuthenticatedRequest> {
  const [scheme, token] = (incoming.headers.authorization ?? '').split(' ');
  if (scheme !== 'Bearer' || !token) throw unauthenticated('Access token is empty.');
  const claims = await service.signer.verify(token).catch((error: unknown) => {
    throw unauthenticated(`Access token validation failure: ${error instanceof Error ? error.message : 'unreadable'}.`);
  });
  const tenant = findTenant(service.store, claims.tid);
  const graph = tenant?.servicePrincipals.find(({ servicePrincipalNames }) =>
    servicePrincipalNames.includes('https://graph.microsoft.com'),
  );
  const isForGraph = claims.aud === incoming.url.origin || graph?.servicePrincipalNames.includes(claims.aud) === true;
  if (!tenant || !isForGraph) throw unauthenticated('Access token validation failure. Invalid audience.');
  return {
    store: service.store,
    tenant,
    caller: { appId: claims.appid, principalId: claims.oid, roles: new Set(claims.roles) },
    query: incoming.url.searchParams,
    createIfMissing: incoming.headers['prefer'] === 'create-if-missing',
    url: incoming.url,
    pageSize: service.pageSize,
  };
}
