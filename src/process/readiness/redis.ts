import type { Redis } from 'ioredis';
import { ok } from './condition.ts';
import { watchConnection } from './explain-redis.ts';
import type { Probe } from './readiness.ts';

/** Whether Redis answers, for a process that writes no state of its own. */
export function redisProbe(redis: Redis): Probe {
  const lost = watchConnection(redis);
  return {
    name: 'redis',
    everyMs: 5000,
    withinMs: 4000,
    loggedElsewhere: true,
    late: { says: 'Redis does not answer.', advice: 'Start Redis, and look at REDIS_URL and the network in between.' },
    async ask() {
      const why = lost();
      if (why) return why;
      await redis.ping();
      return ok('Redis answers.');
    },
  };
}
