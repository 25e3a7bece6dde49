import type { Redis } from 'ioredis';
import { readOrNone } from './foreign-type.ts';

/**
 * Reads a text that somebody else writes, such as a runner in its own part of the key space. One that is longer than it may be is
 * like one that is not there: it must not fill this process. So is one that is no text.
 * @param most bytes
 */
export async function readShort(
  redis: Pick<Redis, 'strlen' | 'get'>,
  key: string,
  most: number,
): Promise<string | null> {
  return readOrNone(async () => ((await redis.strlen(key)) > most ? null : redis.get(key)), null);
}
