import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Keys } from '../../process/keys.ts';
import type { Logger } from '../../process/logger.ts';

const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

const RENEW = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0`;

/** A process that died frees its runs after this; one that lives and waits for Teams renews its locks. */
const RUN_LOCK_MS = 15_000;
const RENEW_MS = 5_000;

/** Keeps several bot processes from writing the same thing twice, and from writing too fast together. */
export interface Locks {
  /** Runs `work` unless another process works on the run; false when it does. */
  withRun(runId: string, work: () => Promise<void>): Promise<boolean>;
  /** Takes the next moment in which a card of this channel may be changed; false when it is not free yet. */
  takeSlot(channel: string, ms: number): Promise<boolean>;
}

export function createLocks(redis: Redis, keys: Keys, logger: Logger): Locks {
  return {
    async withRun(runId, work) {
      const key = `${keys.prefix}:drawing:${runId}`;
      const token = randomUUID();
      if ((await redis.set(key, token, 'PX', RUN_LOCK_MS, 'NX')) === null) return false;
      const timer = setInterval(() => {
        redis
          .eval(RENEW, 1, key, token, RUN_LOCK_MS)
          .catch((error: unknown) => logger.warn({ run: runId, err: error }, 'run lock could not be renewed'));
      }, RENEW_MS);
      try {
        await work();
      } finally {
        clearInterval(timer);
        await redis.eval(RELEASE, 1, key, token);
      }
      return true;
    },
    takeSlot: async (channel, ms) => (await redis.set(`${keys.prefix}:slot:${channel}`, '1', 'PX', ms, 'NX')) !== null,
  };
}
