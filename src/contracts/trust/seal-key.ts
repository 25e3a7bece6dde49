import { randomBytes } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';

/** The secret under which bot and jobs protect their records in Redis. */
export const SealJwk = z.strictObject({
  kty: z.literal('oct'),
  /** 32 random bytes, base64url. */
  k: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes'),
  /** RFC 7638 thumbprint: names the key in what it sealed. */
  kid: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
});
export type SealJwk = z.infer<typeof SealJwk>;

export async function createSealKey(): Promise<SealJwk> {
  const jwk = { kty: 'oct', k: randomBytes(32).toString('base64url') } as const;
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) };
}
