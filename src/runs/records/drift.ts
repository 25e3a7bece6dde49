import { z } from 'zod';
import type { RecordKind, Stored } from '../../process/records/record.ts';

/** Somebody agreed to one change in a tenant for a while. */
export const Acceptance = z.strictObject({
  tenantId: z.string(),
  /** `driftHash` of what was accepted. */
  code: z.string(),
  /** What it was, as it stood on the card. */
  text: z.string(),
  by: z.strictObject({ id: z.string(), name: z.string() }),
  reason: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  until: z.number(),
});

export const ACCEPTED: RecordKind<Stored<typeof Acceptance>> = { v: 1, schema: Acceptance, upgrades: [] };

/** What the daily look at a tenant knows from one day to the next. */
export const Watched = z.strictObject({
  /** Last look that was answered, milliseconds since 1970. */
  at: z.number(),
  /** `driftHash` of each change that people were told of and that is still there; `refused` when exo may not look. */
  told: z.array(z.string()),
});

export const WATCHED: RecordKind<Stored<typeof Watched>> = { v: 1, schema: Watched, upgrades: [] };
