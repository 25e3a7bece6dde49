import { createHash } from 'node:crypto';
import {
  calculateJwkThumbprint,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTVerifyOptions,
  jwtVerify,
  SignJWT,
} from 'jose';
import { z } from 'zod';
import { CLOCK_TOLERANCE_S } from './clock.ts';
import { JobClaims, ResultClaims } from './job.ts';
import type { PublicJwk } from './keys.ts';

// One algorithm each way and nothing negotiable: a token that names another one is refused.
const ALGORITHM = 'EdDSA';
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

/** Whose signature a JWS claims to carry; believed only after it was verified. */
export function signerOf(jws: string): string | undefined {
  try {
    return decodeProtectedHeader(jws).kid;
  } catch {
    return undefined;
  }
}

export async function createSigningKey(): Promise<SigningJwk> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
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
  return sign(claims, JOB, key);
}

export async function signResult(claims: ResultClaims, key: SigningJwk): Promise<string> {
  return sign(claims, RESULT, key);
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
  const payload = await verify(jws, expected.keys, {
    typ: JOB,
    issuer: 'orchestrator',
    audience: expected.audience,
    requiredClaims: ['exp', 'jti'],
    clockTolerance: CLOCK_TOLERANCE_S,
    ...(expected.now ? { currentDate: expected.now } : {}),
  });
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
  const payload = await verify(jws, expected.keys, {
    typ: RESULT,
    issuer: expected.issuer,
    audience: 'orchestrator',
    clockTolerance: CLOCK_TOLERANCE_S,
  });
  const claims = ResultClaims.parse(payload);
  if (claims.jti !== expected.jobId) throw new Error('the result was signed for another job');
  if (claims.req !== requestHash(expected.jobJws)) throw new Error('the result answers another request');
  return claims;
}

/** Signs any other statement, e.g. the record of an accepted runner. @param type keeps one kind from passing for another */
export async function signStatement(claims: Record<string, unknown>, type: string, key: SigningJwk): Promise<string> {
  return sign(claims, type, key);
}

/** @throws Error when none of the keys signed the statement as this type */
export async function verifyStatement(jws: string, type: string, keys: readonly PublicJwk[]): Promise<unknown> {
  return verify(jws, keys, { typ: type });
}

async function sign(claims: object, typ: string, key: SigningJwk): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg: ALGORITHM, typ, kid: key.kid }).sign(await imported(key));
}

/** The header's `kid` only chooses among keys that are believed anyway. */
async function verify(jws: string, keys: readonly PublicJwk[], options: JWTVerifyOptions): Promise<unknown> {
  const { payload } = await jwtVerify(
    jws,
    ({ kid }) => {
      const key = keys.find((each) => each.kid === kid);
      if (!key) throw new Error(`signed with the key ${kid}, which is not believed`);
      return imported(key);
    },
    { ...options, algorithms: [ALGORITHM] },
  );
  return payload;
}

/** Keys as they are used, by the object that holds them: importing one costs more than a signature. */
const IMPORTED = new WeakMap<PublicJwk | SigningJwk, ReturnType<typeof importJWK>>();

function imported(key: PublicJwk | SigningJwk): ReturnType<typeof importJWK> {
  const known = IMPORTED.get(key) ?? importJWK(key as JWK, ALGORITHM);
  IMPORTED.set(key, known);
  return known;
}
