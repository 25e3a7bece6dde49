import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { JobData } from '../../../contracts/job.ts';
import { createQueueErrors } from '../../../process/bullmq/queue-errors.ts';
import type { Logger } from '../../../process/log/logger.ts';
import type { RedisKeys } from '../../../process/redis/redis-keys.ts';

const MOST_EVENTS = 1000;

/** BullMQ queues by name, opened when first used. */
export function createQueues(redis: Redis, keys: RedisKeys, logger: Logger) {
  const errors = createQueueErrors(logger);
  const queues = new Map<string, Queue<JobData, string>>();
  return {
    get(name: string): Queue<JobData, string> {
      let queue = queues.get(name);
      if (!queue) {
        queue = new Queue<JobData, string>(name, {
          connection: redis,
          prefix: keys.prefix,
          // Hints for a few seconds: nobody reads older ones.
          streams: { events: { maxLen: MOST_EVENTS } },
        });
        errors.watch(queue);
        queues.set(name, queue);
      }
      return queue;
    },
    async [Symbol.asyncDispose]() {
      errors[Symbol.dispose]();
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}
