import { z } from 'zod';
import type { RecordKind, Stored } from '../records/record.ts';

/** What happened, as it goes into the audit log. */
export const AuditEntry = z.strictObject({
  /** Names the entry: the same however often it is written down. */
  id: z.string().max(300),
  /** Milliseconds since 1970. */
  at: z.number(),
  run: z.string().nullable(),
  /** The run's version that came of it. */
  version: z.number().nullable(),
  tenant: z.string().nullable(),
  /** The person on whose word it happened; null for what the processes do themselves. */
  who: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  /** e.g. `approved`, `privilege used`, `runner accepted`, `jobs started`. */
  what: z.string(),
  step: z.string().exactOptional(),
  attempt: z.number().exactOptional(),
  /** `hashSubject` of what was approved. */
  subject: z.string().exactOptional(),
  detail: z.string().exactOptional(),
  /** The run is over with this version. */
  final: z.literal(true).exactOptional(),
  /** Runner whose record was written, and which generation of it. */
  runner: z.string().exactOptional(),
  generation: z.number().exactOptional(),
  /** Id of the job that used a privilege. */
  job: z.string().exactOptional(),
});
export type AuditEntry = Stored<typeof AuditEntry>;

export const AUDIT: RecordKind<AuditEntry> = { v: 1, schema: AuditEntry, upgrades: [] };

/** Context of the seal of entries on their way to the log. */
export const AUDIT_CONTEXT = 'audit';
