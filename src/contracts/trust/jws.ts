import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { decodeProtectedHeader, errors, type JWTPayload } from 'jose';
import type { PublicJwk } from './keys.ts';

/** An Ed25519 signature as 86 characters, and nothing around them. */
const SIGNATURE = /^[A-Za-z0-9_-]{86}$/;

/** A private Ed25519 key. */
interface PrivateJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly d: string;
  readonly kid: string;
}

/**
 * A compact JWS (RFC 7515) over claims. What jose makes is the same to the byte; it goes through WebCrypto and the thread pool,
 * which takes two to four times the processor time of the signature itself (docs/performance.md).
 */
export function signCompact(claims: object, typ: string, key: PrivateJwk): string {
  const signed = `${headerOf(typ, key.kid)}.${encode(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), privateKeyOf(key)).toString('base64url')}`;
}

/**
 * The claims of a compact JWS, when its signature is that of one of the keys and it is of this type. What the claims say is
 * the caller's to check.
 * @param keys the header's `kid` only chooses among keys that are believed anyway
 * @throws Error, where it can one of jose, that says what does not hold
 */
export function verifyCompact(jws: string, typ: string, keys: readonly PublicJwk[]): JWTPayload {
  const { text, key, signature, payload } = partsOf(jws, typ, keys);
  if (!verify(null, text, key, signature)) throw new errors.JWSSignatureVerificationFailed();
  return claimsIn(payload);
}

/**
 * The same, checked on another thread: it takes as much processor time, and whoever has more to do goes on meanwhile.
 * @throws as `verifyCompact`
 */
export async function verifyCompactAside(jws: string, typ: string, keys: readonly PublicJwk[]): Promise<JWTPayload> {
  const { text, key, signature, payload } = partsOf(jws, typ, keys);
  const holds = await new Promise<boolean>((resolve, reject) => {
    verify(null, text, key, signature, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
  if (!holds) throw new errors.JWSSignatureVerificationFailed();
  return claimsIn(payload);
}

/** What there is to check: of the type and in the form that we write, by one of the keys. */
function partsOf(jws: string, typ: string, keys: readonly PublicJwk[]) {
  const [header = '', payload = '', signature = '', ...more] = jws.split('.');
  // Nothing is negotiable: the header is to the byte what we write for one of the keys.
  const key = keys.find(({ kid }) => header === headerOf(typ, kid));
  if (!key || more.length > 0) throw new errors.JWSInvalid(problemOf(jws, typ, keys));
  if (!SIGNATURE.test(signature)) throw new errors.JWSSignatureVerificationFailed();
  const text = Buffer.from(`${header}.${payload}`);
  return { text, key: publicKeyOf(key), signature: Buffer.from(signature, 'base64url'), payload };
}

function claimsIn(payload: string): JWTPayload {
  const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  if (!isClaims(claims)) throw new errors.JWTInvalid('JWT Claims Set must be a top-level JSON object');
  return claims;
}

/** Why a header is not one that we write for these keys. */
function problemOf(jws: string, typ: string, keys: readonly PublicJwk[]): string {
  const header = decodeProtectedHeader(jws);
  if (!keys.some(({ kid }) => kid === header.kid)) return `signed with the key ${header.kid}, which is not believed`;
  return header.typ === typ ? 'the protected header is not one of ours' : 'unexpected "typ" JWT header value';
}

/** One algorithm (RFC 8037), the members always in this order. */
function headerOf(typ: string, kid: string): string {
  const name = `${typ} ${kid}`;
  const header = HEADERS.get(name) ?? encode({ alg: 'EdDSA', typ, kid });
  if (HEADERS.size >= MOST_HEADERS) HEADERS.clear();
  HEADERS.set(name, header);
  return header;
}

/** By type and key: two types for each runner that a process believes. */
const HEADERS = new Map<string, string>();
const MOST_HEADERS = 5000;

function isClaims(value: unknown): value is JWTPayload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whom a JWS is from and for, and when it counts. */
export interface Expected {
  readonly issuer: string;
  readonly audience: string;
  readonly now: Date;
  /** Seconds by which clocks may differ. */
  readonly clockTolerance: number;
}

/** @throws Error of jose that names the claim that does not hold */
export function checkClaims(claims: JWTPayload, { issuer, audience, now, clockTolerance }: Expected): void {
  if (claims.iss !== issuer) throw claimFailure(claims, 'iss');
  if (claims.aud !== audience) throw claimFailure(claims, 'aud');
  checkTimes(claims, now, clockTolerance);
}

/** @param tolerance seconds by which clocks may differ */
export function checkTimes(claims: JWTPayload, now: Date, tolerance: number): void {
  const seconds = Math.floor(now.getTime() / 1000);
  for (const claim of ['iat', 'nbf', 'exp']) {
    const value = claims[claim];
    if (value !== undefined && typeof value !== 'number')
      throw claimFailure(claims, claim, `"${claim}" claim must be a number`);
  }
  if (claims.nbf !== undefined && claims.nbf > seconds + tolerance) {
    throw claimFailure(claims, 'nbf', '"nbf" claim timestamp check failed');
  }
  if (claims.exp !== undefined && claims.exp <= seconds - tolerance) {
    throw new errors.JWTExpired('"exp" claim timestamp check failed', claims, 'exp', 'check_failed');
  }
}

function claimFailure(claims: JWTPayload, claim: string, message = `unexpected "${claim}" claim value`): Error {
  return new errors.JWTClaimValidationFailed(message, claims, claim, 'check_failed');
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Keys as they are used, by the object that holds them: making one costs more than a signature. */
const IMPORTED = new WeakMap<PublicJwk | PrivateJwk, KeyObject>();

function privateKeyOf(jwk: PrivateJwk): KeyObject {
  return imported(jwk, () => createPrivateKey({ key: { ...jwk }, format: 'jwk' }));
}

/** @throws Error for a key of another kind: Node.js would check a signature of its kind instead */
function publicKeyOf(jwk: PublicJwk): KeyObject {
  if (jwk.kty !== 'OKP') throw new Error(`the key ${jwk.kid} does not sign`);
  return imported(jwk, () => createPublicKey({ key: { ...jwk }, format: 'jwk' }));
}

function imported(jwk: PublicJwk | PrivateJwk, make: () => KeyObject): KeyObject {
  const known = IMPORTED.get(jwk) ?? make();
  IMPORTED.set(jwk, known);
  return known;
}
