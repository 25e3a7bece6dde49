import { z } from 'zod';
import type { RecordKind, Stored } from '../../process/records/record.ts';

/** A line or a card for the thread. The run card itself follows from every change. */
export const Notice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('approval-asked'), round: z.number() }),
  z.strictObject({ kind: z.literal('approval-closed'), round: z.number() }),
  z.strictObject({ kind: z.literal('needs-person'), step: z.string(), attempt: z.number() }),
  /** The new certificate is to be entered in ServiceNow; again after the old one had to be put back. */
  z.strictObject({ kind: z.literal('switch-asked') }),
  z.strictObject({ kind: z.literal('switch-reminder'), days: z.number() }),
  z.strictObject({ kind: z.literal('finished') }),
  z.strictObject({ kind: z.literal('closed') }),
]);

/** A notice as it waits to be posted; `id` is the same however often it is read. */
export const PendingNotice = z.strictObject({ id: z.string(), run: z.string(), notice: Notice });

export const NOTICE: RecordKind<Stored<typeof PendingNotice>> = { v: 1, schema: PendingNotice, upgrades: [] };
