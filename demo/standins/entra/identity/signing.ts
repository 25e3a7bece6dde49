import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

const AccessToken = z.object({
  aud: z.string(),
  tid: z.string(),
  appid: z.string(),
  oid: z.string(),
  roles: z.array(z.string()).default([]),
  wids: z.array(z.string()).default([]),
});
export type AccessToken = z.infer<typeof AccessToken>;

export interface IdTokenClaims {
  readonly iss: string;
  readonly aud: string;
  readonly tid: string;
  readonly oid: string;
  readonly name: string;
  readonly nonce: string;
  readonly acrs?: readonly string[];
}

/** Signs access tokens and reads them back; signs id tokens. */
export interface TokenSigner {
  /** PEM (PKCS #8) of its key. */
  readonly signingKey: string;
  readonly publicKey: JWK;
  issue(claims: AccessToken, lifetimeSeconds: number): Promise<string>;
  /** A person's id token, in the form of the v2.0 end point. */
  issueIdToken(claims: IdTokenClaims, lifetimeSeconds: number): Promise<string>;
  /** @throws when the token is not one of ours or has expired. */
  verify(token: string): Promise<AccessToken>;
}

/** @param signingKey PEM of an earlier key; without it a new one is made. */
export async function createTokenSigner(signingKey?: string): Promise<TokenSigner> {
  const pem =
    signingKey ??
    generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }).privateKey;
  const privateKey = createPrivateKey(pem);
  const publicKey = createPublicKey(pem);
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return {
    signingKey: pem,
    publicKey: { ...jwk, kid, use: 'sig', alg: 'RS256' },
    issue: (claims, lifetimeSeconds) =>
      new SignJWT({ ...claims, ver: '1.0', idtyp: 'app' })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
        .setIssuer(`https://sts.windows.net/${claims.tid}/`)
        .setSubject(claims.oid)
        .setIssuedAt()
        .setNotBefore('0s')
        .setExpirationTime(`${lifetimeSeconds}s`)
        .sign(privateKey),
    issueIdToken: (claims, lifetimeSeconds) =>
      new SignJWT({ ...claims, ver: '2.0' })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
        .setSubject(claims.oid)
        .setIssuedAt()
        .setNotBefore('0s')
        .setExpirationTime(`${lifetimeSeconds}s`)
        .sign(privateKey),
    verify: async (token) => AccessToken.parse((await jwtVerify(token, publicKey, { algorithms: ['RS256'] })).payload),
  };
}
