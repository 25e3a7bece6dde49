import { z } from 'zod';

/** Most characters or bytes of what a worker sends: more is not read, or cut off. */
export const LIMITS = {
  /** One sentence: what happened, what to do. */
  sentence: 500,
  /** Microsoft's own text. */
  detail: 2000,
  note: 300,
  /** A name, an account, a version. */
  name: 300,
  code: 64,
  /** A certificate as base64 of DER. */
  certificate: 16_384,
  /** A certificate with its key, sealed for one runner. */
  sealed: 65_536,
  findings: 50,
  /** Entries of any other list. */
  entries: 200,
  /** Bytes of a signed result, and of a signed job. */
  result: 524_288,
  /** Bytes of a progress note as it stands in the queue. */
  progress: 2048,
} as const;

/** A text for a person: cut off where it is too long, because the beginning is worth more than a refusal. */
export function limitedText(most: number) {
  return z.string().overwrite((text) => (text.length > most ? `${text.slice(0, most - 1)}…` : text));
}

/** Stable name of an error or a finding, e.g. `module-too-old`. */
export const Code = z
  .string()
  .max(LIMITS.code)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use lower-case words and "-"');
