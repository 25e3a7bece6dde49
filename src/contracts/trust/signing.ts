import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { JobClaims, ResultClaims } from '../job.ts';
import { CLOCK_TOLERANCE_S } from './clock.ts';
import { checkClaims, checkTimes, signCompact, verifyCompact, verifyCompactAside } from './jws.ts';
import type { PublicJwk } from './keys.ts';

const JOB = 'exo-job+jwt';
const RESULT = 'exo-result+jwt';

/** A private Ed25519 key as it stands in a key file. */
export const SigningJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
  /** RFC 7638 thumbprint: names the key in what it signed. */
  kid: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
});
export type SigningJwk = z.infer<typeof SigningJwk>;

/** Signers by the text of the header that names them: a deployment has a few. */
const SIGNERS = new Map<string, string | undefined>();
const MOST_SIGNERS = 1000;
/** Ours have some hundred characters. */
const LONGEST_HEADER = 1000;

/** Whose signature a JWS claims to carry; believed only after it was verified. */
export function signerOf(jws: string): string | undefined {
  const header = jws.slice(0, Math.max(jws.indexOf('.'), 0));
  if (header.length > LONGEST_HEADER) return undefined;
  if (SIGNERS.has(header)) return SIGNERS.get(header);
  if (SIGNERS.size >= MOST_SIGNERS) SIGNERS.clear();
  const signer = signerIn(header);
  SIGNERS.set(header, signer);
  return signer;
}

function signerIn(header: string): string | undefined {
  try {
    return decodeProtectedHeader(`${header}..`).kid;
  } catch {
    return undefined;
  }
}

export async function createSigningKey(): Promise<SigningJwk> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return SigningJwk.parse({ ...jwk, kid: await calculateJwkThumbprint(jwk) });
}

export function publicSigningKey({ kty, crv, x, kid }: SigningJwk): PublicJwk {
  return { kty, crv, x, kid };
}

/** What binds a result to its job: SHA-256 of the job's JWS, base64url. */
export function requestHash(jobJws: string): string {
  return createHash('sha256').update(jobJws).digest('base64url');
}

export async function signJob(claims: JobClaims, key: SigningJwk): Promise<string> {
  return signCompact(claims, JOB, key);
}

export async function signResult(claims: ResultClaims, key: SigningJwk): Promise<string> {
  return signCompact(claims, RESULT, key);
}

/**
 * Checks a job: signature, addressee, id, deadline, form.
 * @param expected.keys the present key and, while it is believed, the previous one
 * @throws Error of jose or zod that says which of these does not hold
 */
export async function verifyJob(
  jws: string,
  expected: { keys: readonly PublicJwk[]; audience: string; jobId: string; now?: Date },
): Promise<JobClaims> {
  const { audience, now = new Date() } = expected;
  const payload = await verifyCompactAside(jws, JOB, expected.keys);
  checkClaims(payload, { issuer: 'orchestrator', audience, now, clockTolerance: CLOCK_TOLERANCE_S });
  // The form of the claims says that `exp` and `jti` must be there.
  const claims = JobClaims.parse(payload);
  if (claims.jti !== expected.jobId) throw new Error('the job was signed under another id');
  return claims;
}

/**
 * Checks a result: signature of the worker that was asked, job id, and that it answers just this job.
 * @throws Error of jose or zod that says which of these does not hold
 */
export async function verifyResult(
  jws: string,
  expected: { keys: readonly PublicJwk[]; issuer: string; jobId: string; jobJws: string },
): Promise<ResultClaims> {
  const { issuer } = expected;
  const payload = await verifyCompactAside(jws, RESULT, expected.keys);
  checkClaims(payload, { issuer, audience: 'orchestrator', now: new Date(), clockTolerance: CLOCK_TOLERANCE_S });
  const claims = ResultClaims.parse(payload);
  if (claims.jti !== expected.jobId) throw new Error('the result was signed for another job');
  if (claims.req !== requestHash(expected.jobJws)) throw new Error('the result answers another request');
  return claims;
}

/** Signs any other statement, e.g. the record of an accepted runner. @param type keeps one kind from passing for another */
export async function signStatement(claims: Record<string, unknown>, type: string, key: SigningJwk): Promise<string> {
  return signCompact(claims, type, key);
}

/** @throws Error when none of the keys signed the statement as this type */
export async function verifyStatement(jws: string, type: string, keys: readonly PublicJwk[]): Promise<unknown> {
  const claims = verifyCompact(jws, type, keys);
  checkTimes(claims, new Date(), 0);
  return claims;
}
