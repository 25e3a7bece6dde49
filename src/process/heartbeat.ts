import type { Redis } from 'ioredis';
import { z } from 'zod';
import { Instant } from '../contracts/ids.ts';
import type { Logger } from './log/logger.ts';
import { createTrouble } from './log/trouble.ts';
import type { RedisKeys } from './redis/redis-keys.ts';

const INTERVAL_MS = 10_000;
/** A runner whose last heartbeat is older counts as absent. */
export const PRESENT_FOR_MS = 30_000;
const KEPT_FOR_MS = 90 * 24 * 3_600_000;

/** What a runner says of itself. Read by people, believed by nobody. */
export const Heartbeat = z.object({
  at: Instant,
  server: z.string(),
  version: z.string(),
  /** First characters of the hash of its bundle; missing in a working copy. */
  build: z.string().optional(),
  node: z.string(),
  /** Id of the orchestrator's key that it believes; missing from runners of the first release. */
  orchestratorKey: z.string().optional(),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

export function isPresent(heartbeat: Heartbeat | undefined, now: number): boolean {
  return heartbeat !== undefined && now - Date.parse(heartbeat.at) < PRESENT_FOR_MS;
}

/** Writes the heartbeat now and every 10 s until disposed of. */
export async function startHeartbeat(
  redis: Redis,
  keys: RedisKeys,
  runner: string,
  about: Omit<Heartbeat, 'at'>,
  logger: Logger,
): Promise<AsyncDisposable> {
  const beat = async () => {
    const value: Heartbeat = { at: new Date().toISOString(), ...about };
    await redis.set(keys.heartbeat(runner), JSON.stringify(value), 'PX', KEPT_FOR_MS);
  };
  await beat();
  const trouble = createTrouble(logger, {
    begins: 'heartbeat failed',
    lasts: 'heartbeat still fails: this runner counts as absent',
    over: 'heartbeat works again',
  });
  const timer = setInterval(() => {
    beat().then(trouble.over, (error: unknown) => trouble.report({ err: error }));
  }, INTERVAL_MS);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      trouble.stop();
    },
  };
}
