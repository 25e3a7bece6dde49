import type { Redis, RedisOptions } from 'ioredis';
import { sha1 } from './scripts.ts';

/**
 * Makes a connection, and every duplicate of it, call Lua scripts by their hash alone. ioredis sends the whole text with
 * EVAL when it calls a script for the first time, and a runner's Redis user may not: with EVAL it could make any script,
 * one that never ends too. The jobs process loads the scripts (src/jobs/worker-scripts.ts); one that Redis does not know
 * fails with NOSCRIPT.
 */
export function callScriptsByHash(redis: Redis): Redis {
  const duplicate = redis.duplicate.bind(redis);
  Object.defineProperties(redis, {
    // Configurable: BullMQ looks at a connection through a proxy of its own, which may not answer otherwise.
    defineCommand: {
      configurable: true,
      value(name: string, { lua, numberOfKeys = 0 }: { lua: string; numberOfKeys?: number }) {
        const sha = sha1(lua);
        const call = (...args: (string | number | Buffer)[]) => redis.evalsha(sha, numberOfKeys, ...args.flat());
        Object.defineProperty(redis, name, { value: call, configurable: true });
      },
    },
    duplicate: {
      configurable: true,
      value: (override?: Partial<RedisOptions>) => callScriptsByHash(duplicate(override)),
    },
  });
  return redis;
}
