import { findTenant, type Store } from '../state/store.ts';
import type { Answer, Incoming } from '../wire/http.ts';
import { AadstsError, aadstsAnswer, unknownTenant } from './aadsts.ts';
import { answerAdminConsent } from './admin-consent.ts';
import { instanceDiscovery, openIdConfiguration } from './discovery.ts';
import type { SignIns } from './sign-in.ts';
import type { TokenSigner } from './signing.ts';
import { answerTokenRequest } from './token-endpoint.ts';

/** The identity platform's part of the address space; undefined for a path that is none of it. */
export async function answerIdentity(
  store: Store,
  signer: TokenSigner,
  signIns: SignIns,
  request: Incoming,
): Promise<Answer | undefined> {
  const base = request.url.origin;
  const [, name = '', ...rest] = request.path.split('/');
  const end = `${request.method} ${rest.join('/')}`;
  if (end === 'GET discovery/instance') return instanceDiscovery(base);
  if (end === 'GET discovery/v2.0/keys') return { status: 200, body: { keys: [signer.publicKey] } };
  const handlers: Record<string, (tenant: NonNullable<ReturnType<typeof findTenant>>) => Answer | Promise<Answer>> = {
    'GET v2.0/.well-known/openid-configuration': (tenant) => openIdConfiguration(base, tenant),
    'GET oauth2/v2.0/authorize': (tenant) => signIns.authorize(tenant, request),
    'POST oauth2/v2.0/authorize': (tenant) => signIns.authorize(tenant, request),
    'POST oauth2/v2.0/token': (tenant) =>
      new URLSearchParams(request.body).get('grant_type') === 'authorization_code'
        ? signIns.redeem(tenant, request)
        : answerTokenRequest(store, signer, tenant, request),
    'GET v2.0/adminconsent': (tenant) => answerAdminConsent(store, tenant, request),
    'POST v2.0/adminconsent': (tenant) => answerAdminConsent(store, tenant, request),
  };
  const handler = handlers[end];
  if (!handler) return undefined;
  try {
    const tenant = findTenant(store, name);
    if (!tenant) throw unknownTenant(name, request.method === 'GET' ? 'invalid_tenant' : 'invalid_request');
    return await handler(tenant);
  } catch (error) {
    if (error instanceof AadstsError) return aadstsAnswer(error, store.now());
    throw error;
  }
}
