import { once } from 'node:events';
import { createServer } from 'node:http';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { AdapterSettings, CredentialsFactory } from '../../src/bot/teams/server/adapter.ts';

const ISSUER = 'https://api.botframework.com';

/** Claims of a token as the Bot Framework signs them; what is given here differs from a right one. */
export interface TokenChanges {
  readonly audience?: string;
  readonly issuer?: string;
  readonly serviceUrl?: string;
  /** Seconds from now. */
  readonly expiresIn?: number;
  readonly notBefore?: number;
  readonly key?: 'ours' | 'another';
}

/** How the key server can fail. */
export type KeyTrouble = 'hangs' | 'closes' | { readonly status: number; readonly body: string };

/** A stand-in for the Bot Framework's key server, with real keys and real tokens. */
export async function startBotFramework(appId: string, endorsements: readonly string[] = ['msteams']) {
  const ours = await generateKeyPair('RS256', { extractable: true });
  const another = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(ours.publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  let trouble: KeyTrouble | undefined;
  const server = createServer((request, response) => {
    if (trouble === 'hangs') return;
    if (trouble === 'closes') return void request.socket.destroy();
    if (trouble) return void response.writeHead(trouble.status).end(trouble.body);
    const keys = { keys: [{ ...jwk, kid, use: 'sig', alg: 'RS256', endorsements }] };
    const body = request.url === '/keys' ? keys : { issuer: ISSUER, jwks_uri: `${origin}/keys` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const origin = `http://127.0.0.1:${address.port}`;

  const settings: AdapterSettings = {
    ToChannelFromBotLoginUrl: `${origin}/login`,
    ToChannelFromBotOAuthScope: ISSUER,
    ToBotFromChannelTokenIssuer: ISSUER,
    OAuthUrl: `${origin}/oauth`,
    ToBotFromChannelOpenIdMetadataUrl: `${origin}/openid`,
    ToBotFromEmulatorOpenIdMetadataUrl: `${origin}/openid`,
    ValidateAuthority: true,
    CallerId: 'urn:test',
  };

  return {
    settings,
    /** Where the public keys are. */
    keysUrl: `${origin}/keys`,
    credentials: outgoingCredentials(appId),
    /** What happens to whoever fetches the keys, from now on. */
    trouble(next: KeyTrouble | undefined): void {
      trouble = next;
    },
    async token(serviceUrl: string, changes: TokenChanges = {}): Promise<string> {
      const now = Math.floor(Date.now() / 1000);
      const token = new SignJWT({ serviceurl: changes.serviceUrl ?? serviceUrl })
        .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
        .setIssuer(changes.issuer ?? ISSUER)
        .setAudience(changes.audience ?? appId)
        .setNotBefore(now + (changes.notBefore ?? -60))
        .setExpirationTime(now + (changes.expiresIn ?? 600));
      return token.sign(changes.key === 'another' ? another.privateKey : ours.privateKey);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What the bot signs its own messages with: no login server is asked. */
function outgoingCredentials(appId: string): NonNullable<CredentialsFactory> {
  let token = 1;
  const credentials = {
    appId,
    async getToken(forceRefresh?: boolean) {
      if (forceRefresh) token += 1;
      return `outgoing-${token}`;
    },
    async signRequest<T extends { headers: { set(name: string, value: string): unknown } }>(request: T) {
      request.headers.set('authorization', `Bearer ${await credentials.getToken()}`);
      return request;
    },
  };
  return {
    isValidAppId: async (id?: string) => id === appId,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => credentials,
  };
}
