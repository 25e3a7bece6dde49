import type { Redis } from 'ioredis';
import type { Logger } from '../log/logger.ts';
import { Engine, ownEngine } from './scripts.ts';

/**
 * Explains why Redis refuses a worker's script. The jobs process says in the runner's own key space which BullMQ it has
 * and loaded.
 * @param key where it says so
 */
export function explainEngine(redis: Redis, key: string): (error: Error) => Promise<string | undefined> {
  return async (error) => {
    if (/^NOPERM\b/.test(error.message)) {
      return 'Redis refuses this user a command or a key: set the user again with "npm run runner:acl".';
    }
    if (!/^NOSCRIPT\b/.test(error.message)) return undefined;
    return difference(await readEngine(redis, key)) ?? LOST;
  };
}

const LOST = "Redis has lost BullMQ's scripts. The jobs process loads them again; the worker goes on by itself.";

/** What a worker with another BullMQ than the jobs process should be told; undefined when both have the same. */
export function difference(jobs: Engine | undefined, own: Engine = ownEngine()): string | undefined {
  if (!jobs) return "Redis does not know BullMQ's scripts: the jobs process is not running. Start it, or update it.";
  if (jobs.scripts === own.scripts) return undefined;
  return `This runner has BullMQ ${own.bullmq}, jobs has ${jobs.bullmq}: update the runner bundle.`;
}

/** Which BullMQ the jobs process has; undefined when it has not said so lately. */
export async function readEngine(redis: Redis, key: string): Promise<Engine | undefined> {
  const text = await redis.get(key);
  if (text === null) return undefined;
  return Engine.parse(JSON.parse(text));
}

/** Says when a runner starts beside another BullMQ: it may work as long as Redis still has its scripts. */
export async function compareEngines(redis: Redis, key: string, logger: Logger): Promise<void> {
  const jobs = await readEngine(redis, key);
  const advice = jobs && difference(jobs);
  if (advice) logger.warn({ advice }, 'the runner and jobs have different versions of BullMQ');
}
