import { hostname } from 'node:os';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { RecordKind, Stored } from '../records/record.ts';
import type { SealedRecords } from '../records/sealed-records.ts';
import type { RedisKeys } from '../redis/redis-keys.ts';
import { VERSION } from '../version.ts';
import { ok } from './condition.ts';
import { watchConnection } from './explain-redis.ts';
import { isUnknown, type Probe, type Readiness } from './readiness.ts';
import { refusedWrite } from './refused-write.ts';

/** What a process of the service provider says of itself: bot or jobs. */
export const ProcessState = z.strictObject({
  kind: z.enum(['bot', 'jobs']),
  /** Milliseconds since 1970, by the clock of its machine. */
  at: z.number(),
  startedAt: z.number(),
  version: z.string(),
  /** What is not well. */
  troubles: z.array(
    z.strictObject({
      name: z.string(),
      state: z.enum(['warning', 'stops']),
      says: z.string(),
      advice: z.string().exactOptional(),
    }),
  ),
});
export type ProcessState = Stored<typeof ProcessState>;

const PROCESS: RecordKind<ProcessState> = { v: 1, schema: ProcessState, upgrades: [] };
const EVERY_MS = 5000;
/** A process that was not heard of for so long is not at work. */
export const SEEN_WITHIN_MS = 20_000;
const KEPT_FOR_MS = 7 * 24 * 3_600_000;

export interface StateOptions {
  readonly kind: ProcessState['kind'];
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly records: SealedRecords;
  readonly readiness: Readiness;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Writes the process's state every 5 s: the others learn of it, and the process whether Redis takes what it writes. */
export function stateProbe({ kind, redis, keys, records, readiness, now }: StateOptions): Probe {
  const startedAt = now();
  const field = `${kind} ${hostname()}`;
  const lost = watchConnection(redis);
  return {
    name: 'redis',
    everyMs: EVERY_MS,
    withinMs: 4000,
    loggedElsewhere: true,
    late: { says: 'Redis does not answer.', advice: 'Start Redis, and look at REDIS_URL and the network in between.' },
    async ask() {
      const why = lost();
      if (why) return why;
      const troubles = readiness.conditions().flatMap(({ state, ...about }) =>
        // Of itself it can only say good things here: the others would not hear the bad ones.
        state === 'ok' || about.name === 'redis' || isUnknown(about) ? [] : [{ state, ...about }],
      );
      const state: ProcessState = { kind, at: now(), startedAt, version: VERSION, troubles };
      try {
        await redis.hset(keys.processes, field, records.seal(PROCESS, `process ${field}`, state));
      } catch (error) {
        return refusedWrite(error);
      }
      return ok('Redis takes what is written.');
    },
  };
}

/**
 * Takes out what processes said on machines that are long gone: a container has another name each time it starts. For jobs, whose
 * Redis user may remove.
 */
export async function forgetGoneProcesses(
  { redis, keys, records }: Pick<StateOptions, 'redis' | 'keys' | 'records'>,
  now: number,
): Promise<void> {
  for (const [field, { at }] of await records.openAll(PROCESS, 'process', keys.processes)) {
    if (now - at >= KEPT_FOR_MS) await redis.hdel(keys.processes, field);
  }
}

/** The states of bot and jobs, the newest of each kind first. Those of machines that are long gone are left out. */
export async function readProcessStates(
  { keys, records }: Pick<StateOptions, 'keys' | 'records'>,
  now: number,
): Promise<ProcessState[]> {
  const states = [...(await records.openAll(PROCESS, 'process', keys.processes)).values()];
  return states.filter(({ at }) => now - at < KEPT_FOR_MS).sort((a, b) => b.at - a.at);
}
