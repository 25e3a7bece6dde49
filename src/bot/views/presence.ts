import type { Redis } from 'ioredis';
import { Heartbeat, isPresent } from '../../process/heartbeat.ts';
import type { Keys } from '../../process/keys.ts';
import { parseForeign } from '../../runs/foreign-json.ts';

/** Whether a runner is there, and when it was last seen (ISO 8601; undefined: never). */
export interface Presence {
  readonly present: boolean;
  readonly lastSeen: string | undefined;
}

/** Reads the heartbeats of runners. They are what runners say of themselves: shown, never believed. */
export async function readPresence(
  redis: Redis,
  keys: Keys,
  runners: readonly string[],
  now: number,
): Promise<Map<string, Presence>> {
  const ids = [...new Set(runners)];
  if (ids.length === 0) return new Map();
  const values = await redis.mget(ids.map((id) => keys.heartbeat(id)));
  return new Map(ids.map((id, index) => [id, presenceOf(values[index] ?? undefined, now)]));
}

function presenceOf(value: string | undefined, now: number): Presence {
  const heartbeat = value ? Heartbeat.safeParse(parseForeign(value)) : undefined;
  if (!heartbeat?.success) return { present: false, lastSeen: undefined };
  return { present: isPresent(heartbeat.data, now), lastSeen: heartbeat.data.at };
}
