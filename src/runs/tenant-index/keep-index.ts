import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from '../../process/log/logger.ts';
import { createTrouble } from '../../process/log/trouble.ts';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import { readOrDrop } from '../../process/redis/foreign-type.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { compareIndex } from './compare.ts';

/** Looks after the index of the tenants. */
export interface IndexKeeper extends AsyncDisposable {
  /** Compares it first when it was never complete, or when it plainly misses something. */
  settled(): Promise<void>;
}

interface Options {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly records: SealedRecords;
  readonly logger: Logger;
  readonly everyMs?: number;
}

const EVERY_MS = 600_000;

/** Compares the index with the rows at the start and every ten minutes. */
export function keepIndex({ redis, keys, records, logger, everyMs = EVERY_MS }: Options): IndexKeeper {
  const stopping = new AbortController();
  const trouble = createTrouble(logger, {
    begins: 'the index of the tenants cannot be compared with their rows, trying again',
    lasts: 'the index of the tenants still cannot be compared with their rows',
    over: 'the index of the tenants is compared with their rows again',
  });
  let comparing: Promise<void> | undefined;
  let looked = '';
  const sizes = async () => {
    const [rows, members, complete] = await Promise.all([
      redis.hlen(keys.board),
      readOrDrop(redis, keys.tenantsOrder, () => redis.zcard(keys.tenantsOrder), 0),
      redis.exists(keys.tenantsComplete),
    ]);
    return { rows, members, isComplete: complete === 1 };
  };
  async function compare(): Promise<void> {
    const { rows, members, isComplete } = await sizes();
    const mended = await compareIndex(redis, keys, records);
    if (!isComplete) {
      await redis.set(keys.tenantsComplete, '1');
      if (mended > 0) logger.info({ tenants: mended }, 'the index of the tenants is made');
    } else if (mended > 0) {
      logger.warn({ tenants: mended }, 'the index of the tenants was not as their rows say, it is mended');
    }
    // As it was before: what came meanwhile may not have been looked at.
    looked = `${rows} ${members}`;
  }
  function compareOnce(): Promise<void> {
    comparing ??= compare().finally(() => {
      comparing = undefined;
    });
    return comparing;
  }
  async function keepComparing(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await compareOnce();
        trouble.over();
      } catch (error) {
        trouble.report({ err: error });
      }
      await wait(everyMs, undefined, { signal: stopping.signal }).catch((error: unknown) => {
        if (!stopping.signal.aborted) throw error;
      });
    }
  }
  const ended = keepComparing();
  return {
    async settled() {
      const { rows, members, isComplete } = await sizes();
      const misses = rows > members && looked !== `${rows} ${members}`;
      if (!isComplete || misses) await compareOnce();
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      // While Redis is away its commands wait, and a comparison may be broken off anywhere.
      if (redis.status === 'ready') await ended;
      trouble.stop();
    },
  };
}
