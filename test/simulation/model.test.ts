import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { contentOf } from './redis/content.ts';
import { promptRedis } from './redis/prompt-network.ts';

let real: Redis;
beforeAll(() => {
  real = new Redis(inject('redisUrl'), { maxRetriesPerRequest: null });
});
afterAll(() => real.disconnect());

const key = fc.constantFrom('a', 'b', 'c');
const member = fc.constantFrom('x', 'y', 'z');
const value = fc.constantFrom('0', '7', '-3', 'ä', '');
const score = fc.constantFrom('0', '1', '1.5', '-2', '1764000000000', '7225344000000000', '+inf');
const bound = fc.constantFrom('-inf', '+inf', '0', '(1', '1764000000000');
const index = fc.constantFrom('0', '1', '-1', '-2', '5');
const one = (...names: string[]) => fc.constantFrom(...names);

const command = fc.oneof(
  fc.tuple(
    one('get', 'strlen', 'incr', 'getdel', 'del', 'exists', 'type', 'persist', 'llen', 'lpop', 'rpop', 'xlen'),
    key,
  ),
  fc.tuple(one('hlen', 'hkeys', 'hgetall', 'scard', 'zcard', 'zpopmin'), key),
  fc.tuple(one('set', 'lpush', 'rpush', 'sadd', 'srem', 'sismember', 'lpos', 'incrby'), key, value),
  fc.tuple(one('set'), key, value, one('NX', 'XX', 'KEEPTTL')),
  fc.tuple(one('hget', 'hdel', 'hexists', 'hstrlen', 'hmget', 'zscore', 'zrem', 'zmscore'), key, member),
  fc.tuple(one('hset', 'hsetnx', 'hincrby'), key, member, value),
  fc.tuple(one('lrange', 'ltrim', 'zrange', 'zrevrange', 'zremrangebyrank'), key, index, index),
  fc.tuple(one('lrem', 'lset'), key, index, value),
  fc.tuple(one('lindex'), key, index),
  fc.tuple(one('rpoplpush', 'mget', 'unlink', 'exists'), key, key),
  fc.tuple(one('zadd'), key, score, member),
  fc.tuple(one('zadd'), key, one('NX', 'XX', 'GT', 'LT', 'CH'), score, member),
  fc.tuple(one('zrangebyscore', 'zremrangebyscore', 'zcount', 'zrevrangebyscore'), key, bound, bound),
  fc.tuple(one('zrangebyscore', 'zrevrangebyscore'), key, bound, bound, one('WITHSCORES')),
  fc.tuple(one('zrangebyscore'), key, bound, bound, one('LIMIT'), one('1'), one('2')),
  fc.tuple(one('zrange'), key, index, index, one('WITHSCORES')),
  fc.tuple(one('xadd'), key, one('*'), member, value),
  fc.tuple(one('xtrim'), key, one('MAXLEN'), one('2')),
);

/** What Redis answers; which of several reasons it has to refuse is its own affair. */
async function answer(redis: Redis, [name, ...args]: readonly string[]): Promise<unknown> {
  try {
    const reply = await redis.call(name ?? '', ...args);
    // Its id comes from the clock; hashes and sets have no order.
    if (name === 'xadd') return 'added';
    return Array.isArray(reply) && ['hkeys', 'hgetall'].includes(name ?? '') ? [...reply].sort() : reply;
  } catch (error) {
    return error instanceof Error ? 'refused' : error;
  }
}

test('the same random commands have the same answers, and leave the same behind', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 40 }), async (commands) => {
      const prefix = `{model-${randomUUID()}}:`;
      const named = commands.map(([name, first, ...rest]) => [
        name,
        `${prefix}${first}`,
        ...rest.map((each) => (['rpoplpush', 'mget', 'unlink', 'exists'].includes(name) ? `${prefix}${each}` : each)),
      ]);
      const keys = ['a', 'b', 'c'].map((each) => `${prefix}${each}`);
      const ask = async (redis: Redis) => {
        const answers = [];
        for (const each of named) answers.push(await answer(redis, each));
        return { answers, content: await contentOf(redis, prefix, keys) };
      };
      const model = promptRedis(Date.now);
      const expected = await ask(real);
      await real.del(keys);
      expect(await model.run(() => ask(model.redis))).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});
