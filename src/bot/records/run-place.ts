import { z } from 'zod';
import type { RecordKind } from '../../process/records/record.ts';
import type { Run } from '../../runs/run.ts';
import type { ChatPlace } from '../chat/chat.ts';

export const StoredPlace: z.ZodType<ChatPlace> = z.object({
  v: z.literal(1),
  kind: z.enum(['channel', 'group', 'personal']),
  channelId: z.string(),
  tenantId: z.string(),
  serviceUrl: z.string(),
  botId: z.string(),
  conversationId: z.string(),
});

/** A message of ours that can be changed later. */
export const Posted = z.object({ place: StoredPlace, messageId: z.string() });
export type Posted = z.infer<typeof Posted>;

export const POSTED: RecordKind<Posted> = { v: 1, schema: Posted, upgrades: [] };

/**
 * Where a run was asked for. It travels inside the run's request, so that a run never exists without its card: the
 * card's message is posted first and becomes the run card in the same commit that creates the run.
 */
export const RunPlace = z.object({ runCard: Posted, /** Id of the command that asked for it. */ command: z.string() });
export type RunPlace = z.infer<typeof RunPlace>;

export function runPlaceOf(run: Run): RunPlace | undefined {
  const place = RunPlace.safeParse(run.request.place);
  return place.success ? place.data : undefined;
}
