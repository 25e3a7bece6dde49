import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Tenant } from '../state/schema.ts';
import { findRegistration, type Store } from '../state/store.ts';
import type { Answer, Incoming } from '../wire/http.ts';
import { AadstsError, invalidCode, unknownApplication, unregisteredRedirect, wrongVerifier } from './aadsts.ts';
import { checkAssertion, checkSecret, findClient } from './client-authentication.ts';
import { escapeHtml, html } from './page.ts';
import type { TokenSigner } from './signing.ts';

const CODE_LIFE_MS = 600_000;
const ID_TOKEN_SECONDS = 3600;

interface Code {
  readonly appId: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly nonce: string;
  readonly contexts: readonly string[];
  readonly until: number;
}

/** People's sign-in: `/{tenant}/oauth2/v2.0/authorize` and the code grant of the token end point. */
export interface SignIns {
  /** GET shows who can sign in, POST is somebody's sign-in (`user=<object id>`). */
  authorize(tenant: Tenant, request: Incoming): Answer;
  /** @throws AadstsError with the number that Microsoft would answer. */
  redeem(tenant: Tenant, request: Incoming): Promise<Answer>;
}

export function createSignIns(store: Store, signer: TokenSigner): SignIns {
  const codes = new Map<string, Code>();

  /** A code is good once, for whoever asked for it, in time, with the verifier behind the challenge. */
  function take(tenant: Tenant, form: URLSearchParams): Code {
    const name = form.get('code') ?? '';
    const code = codes.get(name);
    codes.delete(name);
    const isTheirs =
      code !== undefined &&
      code.appId === appIdOf(form) &&
      code.tenantId === tenant.id &&
      code.redirectUri === form.get('redirect_uri') &&
      code.until > store.now().getTime();
    if (!isTheirs) throw invalidCode();
    if (challengeOf(form.get('code_verifier') ?? '') !== code.challenge) throw wrongVerifier();
    return code;
  }

  return {
    authorize(tenant, request) {
      try {
        const asked = readRequest(store, tenant, request.url.searchParams);
        const userId = new URLSearchParams(request.body).get('user');
        if (request.method === 'GET' || !userId) return { status: 200, tenantId: tenant.id, body: page(tenant) };
        const code = randomBytes(24).toString('base64url');
        codes.set(code, { ...asked, tenantId: tenant.id, userId, until: store.now().getTime() + CODE_LIFE_MS });
        const target = new URL(asked.redirectUri);
        target.searchParams.set('code', code);
        target.searchParams.set('state', request.url.searchParams.get('state') ?? '');
        return { status: 302, tenantId: tenant.id, headers: { location: target.href } };
      } catch (error) {
        if (!(error instanceof AadstsError)) throw error;
        return { status: 400, tenantId: tenant.id, body: html('Sorry, but we are having trouble', [error.message]) };
      }
    },
    async redeem(tenant, request) {
      const form = new URLSearchParams(request.body);
      const client = findClient(store, tenant, appIdOf(form));
      const secret = form.get('client_secret');
      if (secret === null) await checkAssertion(store, tenant, client, form.get('client_assertion') ?? undefined);
      else checkSecret(store, client, secret);
      const { appId, contexts, nonce, userId } = take(tenant, form);
      const user = tenant.users.find(({ id }) => id === userId);
      if (!user) throw invalidCode();
      const idToken = await signer.issueIdToken(
        {
          iss: `${request.url.origin}/${tenant.id}/v2.0`,
          aud: appId,
          tid: tenant.id,
          oid: user.id,
          name: user.displayName,
          nonce,
          ...(contexts.length > 0 && { acrs: contexts }),
        },
        ID_TOKEN_SECONDS,
      );
      return { status: 200, tenantId: tenant.id, client: appId, body: tokens(idToken) };
    },
  };
}

function tokens(idToken: string) {
  return {
    token_type: 'Bearer',
    scope: 'openid profile',
    expires_in: ID_TOKEN_SECONDS,
    ext_expires_in: ID_TOKEN_SECONDS,
    access_token: randomBytes(24).toString('base64url'),
    id_token: idToken,
  };
}

function readRequest(store: Store, tenant: Tenant, query: URLSearchParams) {
  const appId = (query.get('client_id') ?? '').toLowerCase();
  const redirectUri = query.get('redirect_uri') ?? '';
  const registration = findRegistration(store, appId);
  if (!registration) throw unknownApplication(appId, tenant.displayName);
  if (!registration.application.web.redirectUris.includes(redirectUri)) throw unregisteredRedirect(redirectUri, appId);
  if (query.get('code_challenge_method') !== 'S256') throw wrongVerifier();
  return {
    appId,
    redirectUri,
    challenge: query.get('code_challenge') ?? '',
    nonce: query.get('nonce') ?? '',
    contexts: contextsOf(query.get('claims')),
  };
}

const AskedClaims = z.object({ id_token: z.object({ acrs: z.object({ value: z.string() }).optional() }).optional() });

/** Authentication contexts that the client asked for; whoever signs in here satisfies them. */
function contextsOf(claims: string | null): string[] {
  const value = claims ? AskedClaims.parse(JSON.parse(claims)).id_token?.acrs?.value : undefined;
  return value ? [value] : [];
}

function appIdOf(form: URLSearchParams): string {
  return (form.get('client_id') ?? '').toLowerCase();
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

function page(tenant: Tenant): string {
  const people = tenant.users.map(
    ({ id, displayName }) => `<button name="user" value="${escapeHtml(id)}">${escapeHtml(displayName)}</button>`,
  );
  return html(`Sign in to ${tenant.displayName}`, ['Who are you?'], `<form method="post">${people.join('')}</form>`);
}
