import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { defineScript } from '../../process/redis/script.ts';

/**
 * KEYS cards to write now, cards to look at later, notices, runs whose cards must be written again · ARGV now, at most, milliseconds
 * until the latter are looked at once more, unless somebody did it
 * Answer runs whose cards are to be written, notices that are due, when the next card and the next notice are
 */
const GLANCE = defineScript(`
local due = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
for _, id in ipairs(due) do
  redis.call('ZADD', KEYS[1], 'NX', ARGV[1], id)
  redis.call('ZREM', KEYS[2], id)
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', string.format('%d', now), 'LIMIT', 0, ARGV[2])) do
  redis.call('ZADD', KEYS[1], 'NX', ARGV[1], id)
  redis.call('ZADD', KEYS[4], string.format('%d', now + tonumber(ARGV[3])), id)
end
return {
  redis.call('ZRANGE', KEYS[1], 0, ARGV[2] - 1),
  redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2]),
  redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES'),
  redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, 1),
}
`);

/** A run whose cards could not be written again comes back after this. */
const AGAIN_MS = 30_000;

const Members = z.array(z.string());
/** One member with its score; how it is nested differs with the protocol. */
const Scored = z.array(z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()]))]));
const Answer = z.tuple([Members, Members, Scored, Scored]);

/** What there is to write, in one look. */
export interface Glance {
  /** Ids of runs whose cards may differ from them, longest waiting first. */
  readonly runs: readonly string[];
  /** Notices that are due, oldest first, as they stand in Redis. */
  readonly notices: readonly string[];
  /** When the next card or notice is due, milliseconds since 1970. */
  readonly next: number | undefined;
}

export async function glance(redis: Redis, keys: RedisKeys, now: number, limit: number): Promise<Glance> {
  const names = [keys.redrawNow, keys.redrawLater, keys.notices, keys.unsettled];
  const [runs, notices, ...later] = Answer.parse(await GLANCE.call(redis, names, now, limit, AGAIN_MS));
  const moments = later.flatMap((each) => {
    const score = Number(each.flat().at(-1));
    return each.length > 0 && Number.isFinite(score) ? [score] : [];
  });
  return { runs, notices, next: moments.length > 0 ? Math.min(...moments) : undefined };
}
