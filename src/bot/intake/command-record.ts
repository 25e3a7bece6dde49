import { z } from 'zod';
import type { RecordKind } from '../../process/record.ts';
import type { Command } from '../chat.ts';
import { StoredPlace } from '../delivery/run-place.ts';

const Speaker = z
  .strictObject({
    id: z.string().optional(),
    name: z.string(),
    mention: z.string(),
    tenantId: z.string().optional(),
  })
  .transform(({ id, tenantId, ...speaker }) => ({ ...speaker, id, tenantId }));

/** A command as it waits in the intake queue. */
export const COMMAND: RecordKind<Command> = {
  v: 1,
  schema: z.strictObject({ text: z.string(), speaker: Speaker, place: StoredPlace, activityId: z.string() }),
  upgrades: [],
};
