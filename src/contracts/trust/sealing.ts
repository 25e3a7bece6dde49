import {
  CompactEncrypt,
  calculateJwkThumbprint,
  compactDecrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import { z } from 'zod';
import type { PublicJwk } from './keys.ts';

const KEY_ALGORITHM = 'ECDH-ES+A256KW';
const CONTENT_ALGORITHM = 'A256GCM';
const TYPE = 'exo-certificate+jwe';

/** A private P-256 key as it stands in a key file: opens what was sealed for this runner. */
export const SealingJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  kid: z.string(),
});
export type SealingJwk = z.infer<typeof SealingJwk>;

export async function createSealingKey(): Promise<SealingJwk> {
  const { privateKey } = await generateKeyPair(KEY_ALGORITHM, { crv: 'P-256', extractable: true });
  const jwk = await exportJWK(privateKey);
  return SealingJwk.parse({ ...jwk, kid: await calculateJwkThumbprint(jwk) });
}

export function publicSealingKey({ kty, crv, x, y, kid }: SealingJwk): PublicJwk {
  return { kty, crv, x, y, kid };
}

/**
 * Encrypts for one recipient, as compact JWE (RFC 7516).
 * @param context what the content is about; the opener must expect the same
 */
export async function seal(content: string, recipient: PublicJwk, context: string): Promise<string> {
  const key = await importJWK(recipient as JWK, KEY_ALGORITHM);
  return new CompactEncrypt(new TextEncoder().encode(content))
    .setProtectedHeader({
      alg: KEY_ALGORITHM,
      enc: CONTENT_ALGORITHM,
      typ: TYPE,
      kid: recipient.kid,
      context,
      crit: ['context'],
    })
    .encrypt(key, { crit: { context: true } });
}

/** @throws Error when it was sealed for somebody else, changed on the way, or is about something else */
export async function unseal(sealed: string, key: SealingJwk, context: string): Promise<string> {
  const { plaintext, protectedHeader } = await compactDecrypt(sealed, await importJWK(key as JWK, KEY_ALGORITHM), {
    keyManagementAlgorithms: [KEY_ALGORITHM],
    contentEncryptionAlgorithms: [CONTENT_ALGORITHM],
    crit: { context: true },
  });
  if (protectedHeader.typ !== TYPE || protectedHeader['context'] !== context) {
    throw new Error('the sealed content is about something else');
  }
  return new TextDecoder().decode(plaintext);
}
