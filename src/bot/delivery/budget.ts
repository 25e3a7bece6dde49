import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { messageOf } from '../../process/errors.ts';
import type { Logger } from '../../process/log/logger.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { defineScript } from '../../process/redis/script.ts';
import { within } from '../../process/time/within.ts';
import type { ChatPlace } from '../chat/chat.ts';

/**
 * Teams takes 50 calls a second from one app in one tenant, here with a little room
 * (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit).
 */
const CALLS = 45;
const WINDOW_MS = 1000;
/** Longer than this nobody waits for Redis to answer: Teams itself refuses what is too much, and it is sent again. */
const PATIENCE_MS = 1000;

/**
 * Takes the next moment that is free, by Redis' own clock. Moments that lie further ahead than any queue is long were
 * taken before the clock was set back.
 * KEYS the moments of the last calls, newest first · ARGV calls, milliseconds in which so many are allowed
 * Answer milliseconds to wait
 */
const TAKE = defineScript(`
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if tonumber(redis.call('LINDEX', KEYS[1], 0) or '0') > now + 60000 then redis.call('DEL', KEYS[1]) end
local oldest = tonumber(redis.call('LINDEX', KEYS[1], tonumber(ARGV[1]) - 1) or '0')
local at = math.max(now, oldest + tonumber(ARGV[2]))
redis.call('LPUSH', KEYS[1], string.format('%d', at))
redis.call('LTRIM', KEYS[1], 0, tonumber(ARGV[1]) - 1)
redis.call('PEXPIRE', KEYS[1], at - now + 60000)
return at - now
`);

interface Limiter {
  take(place: ChatPlace): Promise<void>;
}

/** A limiter whose calls also stay within what Teams takes from the whole app: all bot processes share that. */
export function withinBudget(limiter: Limiter, redis: Redis, keys: RedisKeys, logger: Logger): Limiter {
  const key = `${keys.prefix}:slot`;
  async function pause(): Promise<number> {
    try {
      return z.number().parse(await TAKE.call(redis, [key], CALLS, WINDOW_MS));
    } catch (error) {
      logger.debug({ reason: messageOf(error) }, "the app's budget could not be asked for");
      return 0;
    }
  }
  return {
    async take(place) {
      await limiter.take(place);
      const ms = await within(PATIENCE_MS, pause(), () => 0);
      if (ms > 0) await sleep(ms);
    },
  };
}
