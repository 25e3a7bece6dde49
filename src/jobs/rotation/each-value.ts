import type { Redis } from 'ioredis';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';

const BATCH = 200;

/** A text in Redis, and how it is replaced if it is still the same: whoever writes meanwhile wins. */
export interface Value {
  readonly key: string;
  /** Of a hash. */
  readonly field: string | undefined;
  readonly text: string;
  /** @returns false when it was changed or taken away meanwhile */
  replace(text: string): Promise<boolean>;
}

/** KEYS key · ARGV old, new, place: 'hash' field | 'list' index | 'string' */
const REPLACE = `
local old, new, kind, place = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if kind == 'hash' then
  if redis.call('HGET', KEYS[1], place) ~= old then return 0 end
  redis.call('HSET', KEYS[1], place, new)
elseif kind == 'list' then
  if redis.call('LINDEX', KEYS[1], place) ~= old then return 0 end
  redis.call('LSET', KEYS[1], place, new)
else
  if redis.call('GET', KEYS[1]) ~= old then return 0 end
  redis.call('SET', KEYS[1], new, 'KEEPTTL')
end
return 1
`;

/** Every text in hashes, lists and plain keys of this installation, in batches; what is written meanwhile may be missing. */
export async function* eachValue(redis: Redis, keys: RedisKeys): AsyncGenerator<Value> {
  for (const [type, read] of [
    ['hash', inHash],
    ['list', inList],
    ['string', inString],
  ] as const) {
    for await (const found of scan((cursor) =>
      redis.scan(cursor, 'MATCH', `${keys.prefix}:*`, 'COUNT', BATCH, 'TYPE', type),
    )) {
      yield* read(redis, found);
    }
  }
}

async function* inHash(redis: Redis, key: string): AsyncGenerator<Value> {
  let field: string | undefined;
  for await (const each of scan((cursor) => redis.hscan(key, cursor, 'COUNT', BATCH))) {
    if (field === undefined) {
      field = each;
      continue;
    }
    yield valueAt(redis, key, 'hash', field, each);
    field = undefined;
  }
}

async function* inList(redis: Redis, key: string): AsyncGenerator<Value> {
  for (let start = 0; ; start += BATCH) {
    const texts = await redis.lrange(key, start, start + BATCH - 1);
    for (const [offset, text] of texts.entries()) yield valueAt(redis, key, 'list', String(start + offset), text);
    if (texts.length < BATCH) return;
  }
}

async function* inString(redis: Redis, key: string): AsyncGenerator<Value> {
  const text = await redis.get(key);
  if (text !== null) yield valueAt(redis, key, 'string', '', text);
}

function valueAt(redis: Redis, key: string, kind: 'hash' | 'list' | 'string', place: string, text: string): Value {
  return {
    key,
    field: kind === 'hash' ? place : undefined,
    text,
    replace: async (next) => (await redis.eval(REPLACE, 1, key, text, next, kind, place)) === 1,
  };
}

async function* scan(page: (cursor: string) => Promise<[string, string[]]>): AsyncGenerator<string> {
  let cursor = '0';
  do {
    const [next, found] = await page(cursor);
    yield* found;
    cursor = next;
  } while (cursor !== '0');
}
