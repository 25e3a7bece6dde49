import { createHash, createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import type { SealJwk } from '../../../src/contracts/trust/seal-key.ts';
import type { SigningJwk } from '../../../src/contracts/trust/signing.ts';

/** PKCS #8 around the 32 bytes of an Ed25519 key (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const Jwk = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), d: z.string() });

const known = new Map<string, SigningJwk>();

/** The key of a role: the same name has the same key, so that the same seed makes the same signatures. */
export function signingKeyOf(name: string): SigningJwk {
  const key = known.get(name) ?? makeSigningKey(name);
  known.set(name, key);
  // The product remembers what it has of a key by its object: a new world begins without memories.
  return { ...key };
}

function makeSigningKey(name: string): SigningJwk {
  const secret = createHash('sha256').update(`simulation ${name}`).digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, secret]), format: 'der', type: 'pkcs8' });
  return { ...Jwk.parse(key.export({ format: 'jwk' })), kid: kidOf(name) };
}

export function sealKeyOf(name: string): SealJwk {
  const secret = createHash('sha256').update(`simulation ${name}`).digest();
  return { kty: 'oct', k: secret.toString('base64url'), kid: kidOf(name) };
}

function kidOf(name: string): string {
  return createHash('sha256').update(`kid ${name}`).digest('base64url');
}
