import type { Redis } from 'ioredis';
import { z } from 'zod';
import { messageOf } from '../../../process/errors.ts';
import type { Logger } from '../../../process/log/logger.ts';
import { defineScript } from '../../../process/redis/script.ts';

/** Last entry that was read of each stream that is listened to. */
export type Positions = Map<string, string>;

export const AT_ONCE = 50;
/** An event of BullMQ has a name, the id of a job and a few texts; of a result, which stands in it too, nothing is read. */
export const MEASURE = { text: 256, list: 2000 };
export const NONE = '0-0';

/** KEYS stream. Answer: the id of its last entry, without what stands in it. */
const LAST_ID = defineScript(`
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
return last and last[1] or '${NONE}'
`);

/** KEYS stream, ARGV its last entry that was read, how many entries are read at once. Answer: the longest of these entries. */
const LONGEST = defineScript(`
local longest = 0
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])) do
  longest = math.max(longest, #entry[2])
end
return longest
`);

export async function lastEntry(redis: Redis, stream: string): Promise<string> {
  return z.string().parse(await LAST_ID.call(redis, [stream]));
}

/** Harms nobody but its own queue when the key is no stream. */
export async function dropUntil(redis: Redis, stream: string, last: string, logger: Logger): Promise<void> {
  try {
    await Promise.all([redis.xtrim(stream, 'MINID', last), redis.xdel(stream, last)]);
  } catch (error) {
    logger.debug({ stream, reason: messageOf(error) }, 'events could not be taken out of their stream');
  }
}

/** One key that is no stream makes the command fail for all of them. */
export async function leaveOutOthers(redis: Redis, positions: Positions, logger: Logger): Promise<void> {
  for (const stream of positions.keys()) {
    const kind = await redis.type(stream);
    if (kind === 'stream' || kind === 'none') continue;
    positions.delete(stream);
    logger.error({ stream, kind }, 'the events key of this queue is not a stream; its jobs are polled instead');
  }
}

export async function leaveOutHeavy(redis: Redis, positions: Positions, logger: Logger): Promise<void> {
  for (const [stream, last] of positions) {
    const longest = z.number().parse(await LONGEST.call(redis, [stream], last, AT_ONCE));
    if (longest <= MEASURE.list) continue;
    positions.delete(stream);
    logger.error({ stream, longest }, 'the events of this queue are too long to be read; its jobs are polled instead');
  }
}
