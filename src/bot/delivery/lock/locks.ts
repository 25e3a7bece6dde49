import type { Redis } from 'ioredis';
import type { Logger } from '../../../process/log/logger.ts';
import type { RedisKeys } from '../../../process/redis/redis-keys.ts';
import type { Chat } from '../../chat/chat.ts';
import { createRunLock, type WithRun } from './run-lock.ts';

/** Keeps several bot processes from writing the same thing twice, and from writing too fast together. */
export interface Locks {
  /** Runs `work` unless another process works on the run; false when it does. */
  readonly withRun: WithRun;
  /** Takes the next moment in which a card of this channel may be changed; false when it is not free yet. */
  takeSlot(channel: string, ms: number): Promise<boolean>;
}

export function createLocks(redis: Redis, keys: RedisKeys, chat: Chat, logger: Logger): Locks {
  return {
    withRun: createRunLock(redis, keys, chat, logger),
    takeSlot: async (channel, ms) => (await redis.set(`${keys.prefix}:slot:${channel}`, '1', 'PX', ms, 'NX')) !== null,
  };
}
