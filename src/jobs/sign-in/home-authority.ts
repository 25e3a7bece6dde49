import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  Configuration,
  calculatePKCECodeChallenge,
  discovery,
  randomPKCECodeVerifier,
  randomState,
  type ServerMetadata,
} from 'openid-client';
import { CLOUDS, type CloudName } from '../../contracts/clouds.ts';
import type { CredentialConfig } from '../../graph/sign-in/credential-config.ts';
import { clientProof } from './client-proof.ts';

/** Microsoft signs keys over within days; a document that is older is fetched again. */
const METADATA_LIFE_MS = 6 * 3_600_000;

/** What the browser keeps between leaving for Microsoft and coming back. */
export interface PendingSignIn {
  readonly state: string;
  readonly verifier: string;
}

/** Sign-in of people of the home tenant: authorization code with PKCE, redeemed by this process alone. */
export interface HomeAuthority {
  /** OpenID metadata of the home tenant: issuer and addresses. */
  metadata(): Promise<ServerMetadata>;
  /**
   * Where to send the approver.
   * @param nonce what Entra shall sign: the hash of the subject
   */
  begin(nonce: string): Promise<{ url: URL; pending: PendingSignIn }>;
  /**
   * Redeems the code that the approver came back with.
   * @returns the id token, checked by the library and to be checked again by whoever relies on it
   * @throws an error of openid-client that says what does not hold
   */
  finish(answer: URL, pending: PendingSignIn, nonce: string): Promise<string>;
}

export interface HomeAuthorityOptions {
  readonly credential: CredentialConfig;
  readonly cloud: CloudName;
  readonly redirectUri: string;
  /** Authentication context that Conditional Access ties to a second factor, e.g. `c1`. */
  readonly authenticationContext: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function createHomeAuthority(options: HomeAuthorityOptions): HomeAuthority {
  const { credential, cloud, redirectUri, now } = options;
  const host = credential.authorityHost ?? CLOUDS[cloud].authorityHost;
  const issuer = new URL(`${host}/${credential.homeTenantId}/v2.0`);
  let known: { configuration: Promise<Configuration>; at: number } | undefined;

  async function configuration(): Promise<Configuration> {
    if (!known || now() - known.at > METADATA_LIFE_MS) {
      known = { configuration: discovery(issuer, credential.clientId), at: now() };
    }
    try {
      return await known.configuration;
    } catch (error) {
      known = undefined;
      throw error;
    }
  }

  return {
    metadata: async () => (await configuration()).serverMetadata(),
    async begin(nonce) {
      const pending = { state: randomState(), verifier: randomPKCECodeVerifier() };
      const url = buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: 'openid profile',
        state: pending.state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
        // A session that is lying around in the browser approves nothing.
        prompt: 'login',
        ...claimsFor(options.authenticationContext),
      });
      return { url, pending };
    },
    async finish(answer, pending, nonce) {
      const metadata = (await configuration()).serverMetadata();
      const proof: ClientAuth = await clientProof(credential, cloud);
      const client = new Configuration(metadata, credential.clientId, undefined, proof);
      const tokens = await authorizationCodeGrant(client, answer, {
        expectedState: pending.state,
        expectedNonce: nonce,
        pkceCodeVerifier: pending.verifier,
        idTokenExpected: true,
      });
      return tokens.id_token ?? '';
    },
  };
}

// https://learn.microsoft.com/entra/identity-platform/developer-guide-conditional-access-authentication-context
function claimsFor(context: string | undefined): { claims?: string } {
  return context ? { claims: JSON.stringify({ id_token: { acrs: { essential: true, value: context } } }) } : {};
}
