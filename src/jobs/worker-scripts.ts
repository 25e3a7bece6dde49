import type { Redis } from 'ioredis';
import { ownEngine, workerScripts } from '../process/bullmq/scripts.ts';
import type { Logger } from '../process/log/logger.ts';
import { createTrouble } from '../process/log/trouble.ts';
import type { RedisKeys } from '../process/redis/redis-keys.ts';

export interface WorkerScriptsOptions {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  /** Ids of the runners that are told which BullMQ this is. */
  readonly runners: readonly string[];
  readonly logger: Logger;
  /** How often Redis is asked whether it still has the scripts, in milliseconds. */
  readonly everyMs?: number;
}

const EVERY_MS = 10_000;

/**
 * Keeps BullMQ's worker scripts in Redis for the runners, which may call scripts and not make any: now, whenever the
 * connection is back, and every few seconds, since a failover or SCRIPT FLUSH loses them.
 */
export function startWorkerScripts(options: WorkerScriptsOptions): AsyncDisposable {
  const { redis, logger, everyMs = EVERY_MS } = options;
  const trouble = createTrouble(logger, {
    begins: "BullMQ's scripts cannot be loaded into Redis: runners cannot work",
    lasts: "BullMQ's scripts still cannot be loaded into Redis: runners cannot work",
    over: "BullMQ's scripts are loaded again",
  });
  let turn: Promise<void> | undefined;
  const look = () => {
    // While Redis is away commands wait; one turn at a time is enough.
    turn ??= provide(options, everyMs)
      .then(
        () => trouble.over(),
        (error: unknown) => trouble.report({ err: error }),
      )
      .finally(() => {
        turn = undefined;
      });
  };
  const timer = setInterval(look, everyMs);
  redis.on('ready', look);
  look();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      redis.off('ready', look);
      if (redis.status === 'ready') await turn;
    },
  };
}

async function provide({ redis, keys, runners, logger }: WorkerScriptsOptions, everyMs: number): Promise<void> {
  const scripts = workerScripts();
  const known = await redis.script('EXISTS', ...scripts.map(({ sha }) => sha));
  const missing = scripts.filter((_, index) => !(Array.isArray(known) && known[index] === 1));
  await loadTogether(redis, missing);
  if (missing.length > 0) logger.info({ scripts: missing.length }, "loaded BullMQ's worker scripts into Redis");
  // It expires, so that a runner that finds nothing there knows that jobs is not running.
  const engine = JSON.stringify(ownEngine());
  await Promise.all(runners.map((runner) => redis.set(keys.engine(runner), engine, 'PX', everyMs * 3)));
}

/** A runner that finds the script which takes a job must find the one that ends it: else BullMQ lets the job fail. */
async function loadTogether(redis: Redis, scripts: readonly { readonly lua: string }[]): Promise<void> {
  if (scripts.length === 0) return;
  const transaction = redis.multi();
  for (const { lua } of scripts) transaction.script('LOAD', lua);
  for (const [error] of (await transaction.exec()) ?? []) if (error) throw error;
}
