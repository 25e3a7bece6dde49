import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** A Lua script, called by its hash: the text travels only when Redis does not have it. */
export interface Script {
  call(redis: Redis, keys: readonly string[], ...args: (string | number)[]): Promise<unknown>;
}

export function defineScript(lua: string): Script {
  const sha = createHash('sha1').update(lua).digest('hex');
  return {
    async call(redis, keys, ...args) {
      try {
        return await redis.evalsha(sha, keys.length, ...keys, ...args);
      } catch (error) {
        if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
        return redis.eval(lua, keys.length, ...keys, ...args);
      }
    },
  };
}
