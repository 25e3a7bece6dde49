import { z } from 'zod';
import type { RecordKind, Stored } from '../../process/records/record.ts';
import { Person } from './run.ts';

/** One line of the journal. */
export const JournalEntry = z.strictObject({
  /** Milliseconds since 1970. */
  at: z.number(),
  what: z.string(),
  step: z.string().exactOptional(),
  attempt: z.number().exactOptional(),
  by: Person.exactOptional(),
  detail: z.string().exactOptional(),
});

export const JOURNAL: RecordKind<Stored<typeof JournalEntry>> = {
  v: 2,
  schema: JournalEntry,
  // Version 1 kept the display name alone.
  upgrades: [({ by, ...entry }) => (by === undefined ? entry : { ...entry, by: { id: '', name: by } })],
};
