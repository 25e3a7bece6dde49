import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PublicJwk } from '../../contracts/trust/keys.ts';
import { type SigningJwk, signStatement, verifyStatement } from '../../contracts/trust/signing.ts';
import { AuditEntry } from './entry.ts';

const TYPE = 'exo-audit-head+jwt';

const Chained = {
  /** 1 for the first line of a file. */
  seq: z.number().int().positive(),
  /** `hashLine` of the line before; empty for the first. */
  prev: z.string(),
};

/** A line of the audit log: an entry, or a head that signs everything before it. */
export const AuditLine = z.union([
  z.strictObject({ ...Chained, ...AuditEntry.shape }),
  z.strictObject({ ...Chained, at: z.number(), what: z.literal('head'), head: z.string() }),
]);
export type AuditLine = z.infer<typeof AuditLine>;

/** What the orchestrator says of a file: this line stands at this place. */
export const AuditHead = z.object({
  /** Id of the file's first line. */
  file: z.string(),
  seq: z.number().int().positive(),
  hash: z.string(),
  at: z.number(),
});
export type AuditHead = z.infer<typeof AuditHead>;

/** SHA-256 of a line without its line end, base64url. */
export function hashLine(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

export function signHead(head: AuditHead, key: SigningJwk): Promise<string> {
  return signStatement({ ...head }, TYPE, key);
}

/** @throws Error when none of the keys signed it */
export async function verifyHead(jws: string, keys: readonly PublicJwk[]): Promise<AuditHead> {
  return AuditHead.parse(await verifyStatement(jws, TYPE, keys));
}
