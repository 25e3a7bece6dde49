import { z } from 'zod';

/** Public part of a key pair as JWK, with its RFC 7638 thumbprint as `kid`. Ed25519 to sign, P-256 to seal. */
export const PublicJwk = z.discriminatedUnion('kty', [
  z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), kid: z.string() }),
  z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string(), kid: z.string() }),
]);
export type PublicJwk = z.infer<typeof PublicJwk>;

/**
 * The present key, then the previous one for as long as it is believed. Writers use the first; readers take any by its id.
 * Everybody holds the same array, because the previous key leaves it at its date.
 */
export type Ring<K> = readonly [K, ...K[]];
