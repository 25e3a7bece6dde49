import type { Redis } from 'ioredis';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log/logger.ts';
import type { RedisKeys } from './redis-keys.ts';

/**
 * Tells which runs were changed by anybody, as soon as they are. Hints may get lost: whoever relies on them looks by
 * itself now and then.
 */
export function listenToCommits(
  redis: Redis,
  keys: RedisKeys,
  logger: Logger,
  onCommit: (run: string) => void,
): AsyncDisposable {
  const connection = redis.duplicate();
  // The process's own connection reports an outage; this one would repeat it.
  connection.on('error', (error) => logger.debug({ reason: messageOf(error) }, 'connection for hints failed'));
  connection.on('message', (_channel: string, run: string) => onCommit(run));
  connection.subscribe(keys.wake).catch((error: unknown) => {
    logger.warn({ reason: messageOf(error) }, 'commits are not heard of at once, looking now and then instead');
  });
  return {
    async [Symbol.asyncDispose]() {
      connection.disconnect();
    },
  };
}
