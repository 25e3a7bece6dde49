import type { Redis } from 'ioredis';
import { defineScript } from './script.ts';

/** KEYS the key · ARGV milliseconds of Redis' own clock, command, its arguments · Answer 1: done, 0: it was too late */
const WRITE = defineScript(`
local time = redis.call('TIME')
if tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) > tonumber(ARGV[1]) then return 0 end
redis.call(ARGV[2], KEYS[1], unpack(ARGV, 3))
return 1
`);

/**
 * A moment of our clock on Redis' clock, which need not agree. A command that hangs in Redis or on the way to it is
 * executed when Redis answers again, so what must not be done late is bound to this.
 * @param notAfter milliseconds since 1970 by our clock, as are those of `now`
 */
export async function inTimeOfRedis(redis: Redis, notAfter: number, now: () => number): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000) + notAfter - now();
}

/**
 * One write on one key, unless Redis comes to it too late.
 * @param limit of `inTimeOfRedis`
 * @returns whether it was done
 */
export async function writeInTime(
  redis: Redis,
  limit: number,
  command: 'RPUSH' | 'HDEL',
  key: string,
  argument: string,
): Promise<boolean> {
  return (await WRITE.call(redis, [key], limit, command, argument)) === 1;
}
