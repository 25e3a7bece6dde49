import { z } from 'zod';
import type { RecordKind } from '../../process/records/record.ts';
import type { Command } from '../chat/chat.ts';
import { StoredPlace } from '../records/run-place.ts';

const Speaker = z
  .strictObject({
    id: z.string().optional(),
    name: z.string(),
    mention: z.string(),
    tenantId: z.string().optional(),
  })
  .transform(({ id, tenantId, ...speaker }) => ({ ...speaker, id, tenantId }));

/** A command with the moment in which the bot took it, milliseconds since 1970. */
export interface CommandRecord {
  readonly command: Command;
  readonly takenAt: number;
}

/** A command as it waits in the intake queue. */
export const COMMAND: RecordKind<CommandRecord> = {
  v: 2,
  schema: z.strictObject({
    command: z.strictObject({ text: z.string(), speaker: Speaker, place: StoredPlace, activityId: z.string() }),
    takenAt: z.number().int(),
  }),
  // The first form did not say when it was taken: whoever asked is told to say it again.
  upgrades: [(command) => ({ command, takenAt: 0 })],
};
