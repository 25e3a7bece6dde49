import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { JobData } from '../../../contracts/job.ts';
import type { Keys } from '../../../process/keys.ts';
import type { Logger } from '../../../process/logger.ts';

/** BullMQ queues by name, opened when first used. */
export function createQueues(redis: Redis, keys: Keys, logger: Logger) {
  const queues = new Map<string, Queue<JobData, string>>();
  return {
    get(name: string): Queue<JobData, string> {
      let queue = queues.get(name);
      if (!queue) {
        queue = new Queue<JobData, string>(name, { connection: redis, prefix: keys.prefix });
        queue.on('error', (error) => logger.warn({ queue: name, err: error }, 'queue error'));
        queues.set(name, queue);
      }
      return queue;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}
