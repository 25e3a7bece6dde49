import type { Logger } from '../log/logger.ts';
import { createTrouble } from '../log/trouble.ts';
import { isAuthenticationError, isConnectionError } from '../redis/connection.ts';

/** What is watched of a BullMQ queue. */
export interface WatchedQueue {
  readonly name: string;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface QueueErrors extends Disposable {
  watch(queue: WatchedQueue): void;
}

/**
 * The errors of queues in few lines. Each queue repeats those of the connection that it shares, which tells of itself: with
 * twenty runners a Redis that is away would be said twenty times at every try.
 */
export function createQueueErrors(logger: Logger): QueueErrors {
  const trouble = createTrouble(
    logger,
    {
      begins: 'Redis refuses what a queue does',
      lasts: 'Redis still refuses what a queue does',
      over: 'Redis no longer refuses what a queue does',
    },
    { overWhenQuiet: true },
  );
  return {
    watch(queue) {
      queue.on('error', (error) => {
        if (isConnectionError(error) || isAuthenticationError(error)) return;
        trouble.report({ queue: queue.name, err: error });
      });
    },
    [Symbol.dispose]: trouble.stop,
  };
}
