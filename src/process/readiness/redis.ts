import type { Redis } from 'ioredis';
import { ok } from './condition.ts';
import type { Probe } from './readiness.ts';

/** Whether Redis answers, for a process that writes no state of its own. */
export function redisProbe(redis: Redis): Probe {
  return {
    name: 'redis',
    everyMs: 5000,
    withinMs: 4000,
    loggedElsewhere: true,
    late: { says: 'Redis does not answer.', advice: 'Start Redis, and look at REDIS_URL and the network in between.' },
    async ask() {
      await redis.ping();
      return ok('Redis answers.');
    },
  };
}
