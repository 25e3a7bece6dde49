import { createRemoteJWKSet, decodeJwt, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { Guid } from '../../contracts/ids.ts';
import type { HomeAuthority } from './home-authority.ts';

const Claims = z.object({
  oid: Guid,
  tid: Guid,
  nonce: z.string(),
  /** Seconds since 1970. */
  iat: z.number().int(),
  name: z.string().default(''),
  acrs: z.array(z.string()).default([]),
});

/** Who signed in, when, and what Entra signed for them. */
export interface SignIn {
  /** Entra object id. */
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface IdTokenRules {
  readonly clientId: string;
  readonly homeTenantId: string;
  readonly authenticationContext: string | undefined;
}

/** Checks an id token that stands for an approval. Its own hour of life does not count: how long an approval is good is decided elsewhere. */
export type VerifyIdToken = (token: string, subjectHash: string) => Promise<SignIn>;

/** @returns a check that rejects with an Error saying what does not hold: signature, issuer, audience, tenant, nonce, context */
export function createIdTokenCheck(authority: Pick<HomeAuthority, 'metadata'>, rules: IdTokenRules): VerifyIdToken {
  let keys: { address: string; get: JWTVerifyGetKey } | undefined;
  return async (token, subjectHash) => {
    const { issuer, jwks_uri } = await authority.metadata();
    if (!jwks_uri) throw new Error('the home tenant names no signing keys');
    if (keys?.address !== jwks_uri) keys = { address: jwks_uri, get: createRemoteJWKSet(new URL(jwks_uri)) };
    const { iat } = decodeJwt(token);
    const { payload } = await jwtVerify(token, keys.get, {
      algorithms: ['RS256'],
      issuer,
      audience: rules.clientId,
      requiredClaims: ['iat', 'nonce', 'oid', 'tid'],
      ...(iat === undefined ? {} : { currentDate: new Date(iat * 1000) }),
    });
    const claims = Claims.parse(payload);
    if (claims.tid !== rules.homeTenantId) throw new Error('the sign-in belongs to another tenant');
    if (claims.nonce !== subjectHash) throw new Error('the sign-in was for something else');
    const context = rules.authenticationContext;
    if (context && !claims.acrs.includes(context)) throw new Error(`the sign-in does not satisfy ${context}`);
    return { id: claims.oid, name: claims.name, at: claims.iat * 1000 };
  };
}
