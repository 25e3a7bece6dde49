import type { Redis } from 'ioredis';

/** Everything that keys hold, by their names without the prefix; what has no order is put into one. */
export async function contentOf(
  redis: Redis,
  prefix: string,
  keys: readonly string[],
): Promise<Record<string, unknown>> {
  const content: Record<string, unknown> = {};
  for (const key of [...keys].sort()) {
    const kind = await redis.type(key);
    if (kind !== 'none') content[key.slice(prefix.length)] = [kind, await heldBy(redis, key, kind)];
  }
  return content;
}

async function heldBy(redis: Redis, key: string, kind: string): Promise<unknown> {
  switch (kind) {
    case 'string':
      return redis.get(key);
    case 'hash':
      // Lua writes the members of an object in any order.
      return Object.fromEntries(
        Object.entries(await redis.hgetall(key))
          .sort()
          .map(([field, text]) => [field, field === 'opts' ? JSON.parse(text) : text]),
      );
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return (await redis.smembers(key)).sort();
    case 'zset':
      return redis.zrange(key, '0', '-1', 'WITHSCORES');
    default:
      // The ids of a stream come from the clock of the server.
      return (await redis.xrange(key, '-', '+')).map(([, fields]) => fields);
  }
}
