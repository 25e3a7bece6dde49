import type { Redis } from 'ioredis';
import { verifyAnnouncement } from '../../contracts/fleet/announcement.ts';
import { messageOf } from '../../process/errors.ts';
import type { Logger } from '../../process/log/logger.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import type { PinnedKeys } from './pinned-keys.ts';

const LOOK_EVERY_MS = 5000;

export interface FollowOptions {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly runner: string;
  readonly pinned: PinnedKeys;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Looks for the announcement of the orchestrator's next key, now and every 5 s. It counts with the signature of the
 * present key alone: a key that was replaced cannot come back by itself.
 */
export async function startFollowing(options: FollowOptions): Promise<AsyncDisposable> {
  let refused: string | undefined;
  const look = async () => {
    options.pinned.expire(options.now());
    const value = await options.redis.get(options.keys.announcement(options.runner));
    if (!value || value === refused) return;
    refused = (await follow(options, value)) ? undefined : value;
  };
  const complain = (error: unknown) => options.logger.warn({ err: error }, 'looking for a new key failed');
  await look().catch(complain);
  const timer = setInterval(() => void look().catch(complain), LOOK_EVERY_MS);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
    },
  };
}

/** @returns false for an announcement that says nothing to this runner */
async function follow({ pinned, runner, logger, now }: FollowOptions, value: string): Promise<boolean> {
  try {
    const announcement = await verifyAnnouncement(value, pinned.present);
    const { key, generation, notBefore } = announcement;
    if (announcement.runner !== runner) throw new Error(`it is for the runner ${announcement.runner}`);
    if (key.kty !== 'OKP') throw new Error('its key cannot sign');
    if (generation <= pinned.generation) throw new Error(`generation ${pinned.generation} is known`);
    if (key.kid === pinned.present.kid) return false;
    if (Date.parse(notBefore) > now()) return true;
    pinned.follow(announcement);
    logger.info({ key: key.kid, generation }, 'following the new key of the orchestrator');
    return true;
  } catch (error) {
    // What was followed stays in Redis and is signed by the key before: no news.
    logger.debug({ reason: messageOf(error) }, 'announcement of a key says nothing to this runner');
    return false;
  }
}
