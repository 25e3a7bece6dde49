import { type Processor, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from '../log/logger.ts';
import type { RedisKeys } from '../redis/redis-keys.ts';
import { guardWorker } from './worker-guard.ts';

export interface WorkerOptions {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly logger: Logger;
  readonly concurrency: number;
  /** A job whose worker died is taken up again after about this time, in milliseconds; a living worker renews it twice as often. */
  readonly lockMs: number;
  /** How often the process of a job may stand still or die before the job fails: 20 times when nothing is said. */
  readonly mostStalls?: number;
  /** What an error of the worker means and what to do about it; see `guardWorker`. */
  readonly explain?: (error: Error) => Promise<string | undefined>;
  /** Other workers have taken these jobs over. */
  readonly lost?: (ids: readonly string[]) => void;
}

const MOST_STALLS = 20;

/** Starts a worker of BullMQ on a connection of its own. Ending it waits for the jobs that it has begun. */
export async function startWorker<T, R>(
  queue: string,
  work: Processor<T, R>,
  { redis, keys, logger, concurrency, lockMs, mostStalls = MOST_STALLS, explain, lost }: WorkerOptions,
): Promise<AsyncDisposable> {
  const connection = redis.duplicate({ maxRetriesPerRequest: null });
  const worker = new Worker<T, R>(queue, work, {
    connection,
    prefix: keys.prefix,
    autorun: false,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    maxStalledCount: mostStalls,
  });
  guardWorker(worker, { logger, ...(explain ? { explain } : {}) });
  worker.on('lockRenewalFailed', (ids: string[]) => lost?.(ids));
  // Without these two steps a connection that fails at start makes the worker spin (measured with BullMQ 6.7).
  await worker.waitUntilReady();
  worker.run().catch((error: unknown) => logger.error({ queue, err: error }, 'worker ended'));
  return {
    async [Symbol.asyncDispose]() {
      await worker.close();
      connection.disconnect();
    },
  };
}
