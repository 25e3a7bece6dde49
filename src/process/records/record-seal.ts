import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Ring } from '../../contracts/trust/keys.ts';
import type { SealJwk } from '../../contracts/trust/seal-key.ts';
import type { SigningJwk } from '../../contracts/trust/signing.ts';
import { CodedError } from '../errors.ts';

/**
 * Protects our records in Redis against whoever else can write there: each carries a MAC under a key that never leaves
 * bot and jobs. An old record put back in its place is not told from the present one.
 */
export interface RecordSeal {
  /** @param context what the record is and whose, e.g. `run contoso-1` */
  protect(context: string, text: string): string;
  /** @throws CodedError `record-changed` when it is not as we wrote it, in this place */
  open(context: string, value: string): string;
  /** Whether this carries the mark of the present key; says nothing about whether it is genuine. */
  isPresent(value: string): boolean;
}

/** The first release sealed with the key that signed, and without its id: such a key can only be a previous one. */
export type AnySealKey = SealJwk | SigningJwk;

/** @param keys the present key seals; the previous one is still believed for reading while it is in the ring */
export function createRecordSeal(keys: Ring<AnySealKey>): RecordSeal {
  const secrets = new Map<string, KeyObject>();
  const macOf = (key: AnySealKey, context: string, text: string) => {
    const secret = secrets.get(key.kid) ?? secretOf(key);
    secrets.set(key.kid, secret);
    return createHmac('sha256', secret).update(`${context}\n${text}`).digest('base64url');
  };
  const check = (key: AnySealKey, context: string, value: string) => {
    const dot = value.indexOf('.');
    const text = value.slice(dot + 1);
    const expected = Buffer.from(macOf(key, context, text));
    const given = Buffer.from(value.slice(0, Math.max(dot, 0)));
    return expected.length === given.length && timingSafeEqual(expected, given) ? text : undefined;
  };
  const openWith = (key: AnySealKey, context: string, value: string) => {
    const mark = `${key.kid}.`;
    if (value.startsWith(mark)) return check(key, context, value.slice(mark.length));
    return key.kty === 'OKP' ? check(key, context, value) : undefined;
  };
  return {
    protect: (context, text) => `${keys[0].kid}.${macOf(keys[0], context, text)}.${text}`,
    open(context, value) {
      for (const key of keys) {
        const text = openWith(key, context, value);
        if (text !== undefined) return text;
      }
      throw new CodedError(
        'record-changed',
        `The record "${context}" in Redis is not as exo wrote it.`,
        'Find out who else can write to Redis; until then do not trust what it shows. See docs/security.md.',
      );
    },
    isPresent: (value) => value.startsWith(`${keys[0].kid}.`),
  };
}

function secretOf(key: AnySealKey): KeyObject {
  const material = Buffer.from(key.kty === 'oct' ? key.k : key.d, 'base64url');
  return createSecretKey(Buffer.from(hkdfSync('sha256', material, '', 'exo records', 32)));
}
