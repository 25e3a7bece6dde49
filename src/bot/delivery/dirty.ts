import type { Redis } from 'ioredis';
import type { RedisKeys } from '../../process/redis-keys.ts';
import { unsettledKey } from './run-lock.ts';

/** Takes the mark away only when what was drawn is still the run's version; otherwise it is drawn again. */
const DONE = `
if redis.call('HGET', KEYS[2], 'version') == ARGV[2] then return redis.call('ZREM', KEYS[1], ARGV[1]) end
redis.call('ZADD', KEYS[1], 'NX', ARGV[3], ARGV[1])
return 0
`;

/** Which run cards must be drawn again, now or at a later moment. */
export interface DirtyRuns {
  done(runId: string, version: number, now: number): Promise<void>;
  forget(runId: string): Promise<void>;
  /** There is no card to draw. */
  drop(runId: string): Promise<void>;
  /** Marks a run for a later look; several looks become the earliest. */
  lookAgain(runId: string, at: number): Promise<void>;
}

export function createDirtyRuns(redis: Redis, keys: RedisKeys): DirtyRuns {
  const later = `${keys.prefix}:redraw`;
  return {
    async done(runId, version, now) {
      await redis.eval(DONE, 2, keys.dirty, keys.run(runId), runId, String(version), now);
    },
    async forget(runId) {
      await redis.zrem(keys.dirty, runId);
    },
    async drop(runId) {
      await redis.zrem(keys.dirty, runId);
      await redis.zrem(unsettledKey(keys), runId);
    },
    async lookAgain(runId, at) {
      await redis.zadd(later, at, runId);
    },
  };
}
