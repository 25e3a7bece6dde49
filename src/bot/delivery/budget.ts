import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { messageOf } from '../../process/errors.ts';
import type { Keys } from '../../process/keys.ts';
import type { Logger } from '../../process/logger.ts';
import { defineScript } from '../../process/script.ts';
import type { ChatPlace } from '../chat.ts';

/**
 * Teams takes 50 calls a second from one app in one tenant
 * (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit): at most 40 + 10 in any second.
 */
const EVERY_MS = 25;
const AT_ONCE = 10;
/** Longer than this nobody waits for Redis to answer: Teams itself refuses what is too much, and it is sent again. */
const PATIENCE_MS = 1000;

/**
 * Takes the next free moment (GCRA, by Redis' own clock).
 * KEYS the moment when all that was taken is through · ARGV milliseconds for each call, calls at once
 * Answer milliseconds to wait
 */
const TAKE = defineScript(`
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local every = tonumber(ARGV[1])
local through = math.max(tonumber(redis.call('GET', KEYS[1]) or '0') or 0, now) + every
redis.call('SET', KEYS[1], string.format('%d', through), 'PX', through - now + 1000)
return math.max(through - now - every * tonumber(ARGV[2]), 0)
`);

interface Limiter {
  take(place: ChatPlace): Promise<void>;
}

/** A limiter whose calls also stay within what Teams takes from the whole app: all bot processes share that. */
export function withinBudget(limiter: Limiter, redis: Redis, keys: Keys, logger: Logger): Limiter {
  const key = `${keys.prefix}:slot`;
  async function pause(): Promise<number> {
    try {
      return z.number().parse(await TAKE.call(redis, [key], EVERY_MS, AT_ONCE));
    } catch (error) {
      logger.debug({ reason: messageOf(error) }, "the app's budget could not be asked for");
      return 0;
    }
  }
  return {
    async take(place) {
      await limiter.take(place);
      await sleep(await Promise.race([pause(), sleep(PATIENCE_MS, 0, { ref: false })]));
    },
  };
}
