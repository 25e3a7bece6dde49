import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { SigningJwk } from '../contracts/signing.ts';
import { CodedError } from './errors.ts';

/**
 * Protects our records in Redis against whoever else can write there: each carries a MAC under a key that never leaves
 * bot and jobs. An old record put back in its place is not told from the present one.
 */
export interface RecordSeal {
  /** @param context what the record is and whose, e.g. `run contoso-1` */
  protect(context: string, text: string): string;
  /** @throws CodedError `record-changed` when it is not as we wrote it, in this place */
  open(context: string, value: string): string;
}

export function createRecordSeal(key: SigningJwk): RecordSeal {
  const secret = Buffer.from(hkdfSync('sha256', Buffer.from(key.d, 'base64url'), '', 'exo records', 32));
  const mac = (context: string, text: string) =>
    createHmac('sha256', secret).update(`${context}\n${text}`).digest('base64url');
  return {
    protect: (context, text) => `${mac(context, text)}.${text}`,
    open(context, value) {
      const dot = value.indexOf('.');
      const text = value.slice(dot + 1);
      const expected = Buffer.from(mac(context, text));
      const given = Buffer.from(value.slice(0, Math.max(dot, 0)));
      if (expected.length === given.length && timingSafeEqual(expected, given)) return text;
      throw new CodedError(
        'record-changed',
        `The record "${context}" in Redis is not as exo wrote it.`,
        'Find out who else can write to Redis; until then do not trust what it shows. See docs/security.md.',
      );
    },
  };
}
