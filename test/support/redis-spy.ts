import type { Redis } from 'ioredis';
import { monitorRedis } from './monitor-redis.ts';

/**
 * Somebody who can read all of Redis: dumps every key below a prefix again and again, and watches every command and every
 * line that scripts send.
 * @returns what was seen, as text; disposing ends it
 */
export async function spyOnRedis(redis: Redis, prefix: string) {
  const spy = redis.duplicate();
  const seen = new Set<string>();
  let dumps = 0;
  let stopped = false;
  const monitor = await monitorRedis(redis, (args) => {
    if (args.some((arg) => arg.includes(prefix))) for (const arg of args) seen.add(arg);
  });
  const watching = (async () => {
    while (!stopped) {
      for (const text of await readRedis(spy, prefix)) seen.add(text);
      dumps += 1;
    }
  })();
  return {
    /** Everything that was read until now, each piece once. */
    seen: () => [...seen],
    dumps: () => dumps,
    async [Symbol.asyncDispose]() {
      stopped = true;
      await watching;
      spy.disconnect();
      monitor[Symbol.dispose]();
    },
  };
}

/** All keys and values below the prefix, whatever their type. */
export async function readRedis(redis: Redis, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const batch of redis.scanStream({ match: `${prefix}*`, count: 500 })) {
    for (const key of batch as string[]) found.push(key, ...(await read(redis, key)));
  }
  return found;
}

async function read(redis: Redis, key: string): Promise<string[]> {
  const type = await redis.type(key);
  try {
    switch (type) {
      case 'string':
        return [(await redis.get(key)) ?? ''];
      case 'hash':
        return Object.entries(await redis.hgetall(key)).flat();
      case 'list':
        return await redis.lrange(key, 0, -1);
      case 'set':
        return await redis.smembers(key);
      case 'zset':
        return await redis.zrange(key, '0', '-1');
      case 'stream':
        return (await redis.xrange(key, '-', '+')).flatMap(([id, fields]) => [id, ...fields]);
      case 'none':
        return [];
      default:
        throw new Error(`the spy does not know the type ${type} of ${key}`);
    }
  } catch (error) {
    // Between the two commands the key was removed and made again as another type.
    if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return [];
    throw error;
  }
}
