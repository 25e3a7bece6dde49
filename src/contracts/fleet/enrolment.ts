import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Name } from '../ids.ts';
import { PublicJwk } from '../trust/keys.ts';
import type { SigningJwk } from '../trust/signing.ts';

/** How long a token may be used, in milliseconds. */
export const TOKEN_LIFE_MS = 24 * 3_600_000;

export const Capability = z.enum(['elevated', 'connect']);

/** What an admin carries from chat to the MID server, as one line of text. Good once, for one runner, for one day. */
export const EnrolmentToken = z.strictObject({
  v: z.literal(1),
  id: Name,
  server: Name,
  capabilities: z.array(Capability).min(1),
  namespace: z.string(),
  orchestratorKey: PublicJwk,
  secret: z.string(),
});
export type EnrolmentToken = z.infer<typeof EnrolmentToken>;

/** What a runner leaves in its part of Redis: its public keys, and the proof that it holds the token. */
export const EnrolmentRequest = z.strictObject({
  id: Name,
  server: Name,
  host: z.string().max(255),
  signKey: PublicJwk,
  sealKey: PublicJwk,
  proof: z.string(),
});
/** Bytes of it as it lies in Redis; two public keys are a tenth of that. */
export const MOST_ENROLMENT = 16_384;
export type EnrolmentRequest = z.infer<typeof EnrolmentRequest>;

export function formatToken(token: EnrolmentToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** @throws Error when the text is no token */
export function parseToken(text: string): EnrolmentToken {
  return EnrolmentToken.parse(JSON.parse(Buffer.from(text.trim(), 'base64url').toString('utf8')));
}

/**
 * The secret of a token. It is derived from the orchestrator's private key and never stored: whoever reads Redis cannot
 * enrol a runner.
 * @param nonce random, stored with the pending enrolment
 */
export function tokenSecret(key: SigningJwk, runner: string, nonce: string): string {
  const secret = hkdfSync('sha256', Buffer.from(key.d, 'base64url'), nonce, `exo enrolment of ${runner}`, 32);
  return Buffer.from(secret).toString('base64url');
}

export function proveToken(secret: string, request: Omit<EnrolmentRequest, 'proof'>): string {
  return createHmac('sha256', Buffer.from(secret, 'base64url')).update(canonical(request)).digest('base64url');
}

/** Whether a request was made by whoever holds the token. */
export function holdsToken(secret: string, request: EnrolmentRequest): boolean {
  const expected = Buffer.from(proveToken(secret, request));
  const given = Buffer.from(request.proof);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** Eight groups of four hexadecimal digits over both public keys: what two people compare. */
export function fingerprint(keys: Pick<EnrolmentRequest, 'signKey' | 'sealKey'>): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([members(keys.signKey), members(keys.sealKey)]))
    .digest('hex');
  return (digest.slice(0, 32).match(/.{4}/g) ?? []).join(' ').toUpperCase();
}

function canonical({ id, server, host, signKey, sealKey }: Omit<EnrolmentRequest, 'proof'>): string {
  return JSON.stringify([id, server, host, members(signKey), members(sealKey)]);
}

function members(key: PublicJwk): string[] {
  return key.kty === 'EC' ? [key.kty, key.crv, key.x, key.y] : [key.kty, key.crv, key.x];
}
