import type { Redis } from 'ioredis';
import type { ExoConfig } from '../../process/config/exo-config.ts';
import type { Logger } from '../../process/log/logger.ts';
import { createTrouble } from '../../process/log/trouble.ts';
import type { RecordSeal } from '../../process/records/record-seal.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { repeatUntil } from '../../process/time/repeat-until.ts';
import type { Audit } from '../audit/start-audit.ts';
import { createStoredRuns } from './stored-runs.ts';
import { createTidy } from './tidy.ts';

export interface RetentionOptions {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly seal: RecordSeal;
  readonly audit: Audit;
  readonly config: Pick<ExoConfig, 'retention'>;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly pace?: { readonly turnMs: number; readonly restMs: number };
}

/** 200 keys every 5 s: an installation with a million keys is through in seven hours. */
const PACE = { turnMs: 5000, restMs: 6 * 3_600_000 };

/** Removes runs that have been over for `retention.endedRunsForDays`, slowly, for as long as the process runs. */
export function startRetention(options: RetentionOptions): AsyncDisposable {
  const { redis, keys, seal, audit, config, logger, now, pace = PACE } = options;
  const stopping = new AbortController();
  const tidy = createTidy({
    runs: createStoredRuns(redis, keys, seal),
    heads: audit.index,
    audit: audit.log,
    keptForMs: config.retention.endedRunsForDays * 86_400_000,
    logger,
    now: () => earlier(redis, now),
  });
  const trouble = createTrouble(logger, {
    begins: 'old runs cannot be removed, trying again',
    lasts: 'old runs still cannot be removed',
    over: 'old runs are removed again',
  });
  const ended = repeatUntil(stopping.signal, async () => {
    let goesOn = true;
    try {
      goesOn = await tidy();
      trouble.over();
    } catch (error) {
      trouble.report({ err: error });
    }
    return goesOn ? pace.turnMs : pace.restMs;
  });
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      // While Redis is away its commands wait, and nothing is lost when a turn is broken off.
      if (redis.status === 'ready') await ended;
      trouble.stop();
    },
  };
}

/** Of our clock and Redis' the one that is behind: a clock that is years ahead must not remove everything. */
async function earlier(redis: Redis, now: () => number): Promise<number> {
  const [seconds] = await redis.time();
  return Math.min(Number(seconds) * 1000, now());
}
