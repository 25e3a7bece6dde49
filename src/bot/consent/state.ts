import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';

const LIFE_SECONDS = 72 * 3600;

/** A visit lets the run look at Microsoft; more of them within this time do not. */
const LOOK_EVERY_MS = 10_000;

/**
 * Values that come back from Microsoft's consent page: unguessable, good for one run, for 72 hours. A visit uses nothing
 * up: link scanners open addresses before people do, and several administrators may share a link.
 */
export interface ConsentStates {
  /** The run's present state; a new one when the last has expired. */
  of(runId: string): Promise<string>;
  /** The run of a state; undefined for one that is unknown or expired. */
  runOf(state: string): Promise<string | undefined>;
  /** Whether a visit may let the run look at Microsoft now. */
  mayLook(runId: string): Promise<boolean>;
}

export function createConsentStates(redis: Redis, keys: RedisKeys): ConsentStates {
  const keyOf = (state: string) => `${keys.prefix}:consent:${state}`;
  return {
    async of(runId) {
      const present = await redis.hget(keys.chat(runId), 'consentState');
      if (present && (await redis.exists(keyOf(present)))) return present;
      const state = randomBytes(32).toString('base64url');
      await redis
        .multi()
        .set(keyOf(state), runId, 'EX', LIFE_SECONDS)
        .hset(keys.chat(runId), 'consentState', state)
        .exec();
      return state;
    },
    runOf: async (state) => (isState(state) ? ((await redis.get(keyOf(state))) ?? undefined) : undefined),
    mayLook: async (runId) => (await redis.set(keyOf(`look ${runId}`), '1', 'PX', LOOK_EVERY_MS, 'NX')) !== null,
  };
}

function isState(value: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(value);
}
