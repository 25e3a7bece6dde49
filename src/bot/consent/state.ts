import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Keys } from '../../process/keys.ts';

const LIFE_SECONDS = 72 * 3600;

/** Values that come back from Microsoft's consent page: unguessable, good for one run, once, for 72 hours. */
export interface ConsentStates {
  /** The run's present state; a new one when the last was used or has expired. */
  of(runId: string): Promise<string>;
  /** The run of a state; undefined for one that is unknown, used or expired. */
  peek(state: string): Promise<string | undefined>;
  /** As `peek`, and never again. */
  use(state: string): Promise<string | undefined>;
}

export function createConsentStates(redis: Redis, keys: Keys): ConsentStates {
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
    peek: async (state) => (isState(state) ? ((await redis.get(keyOf(state))) ?? undefined) : undefined),
    use: async (state) => (isState(state) ? ((await redis.getdel(keyOf(state))) ?? undefined) : undefined),
  };
}

function isState(value: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(value);
}
