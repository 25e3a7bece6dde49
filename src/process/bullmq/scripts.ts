import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { z } from 'zod';

/** A Lua script of BullMQ; Redis knows it by the SHA-1 of its text. */
export interface Script {
  readonly name: string;
  readonly lua: string;
  readonly sha: string;
}

/** Which BullMQ a process has: runners and jobs must have the same scripts. */
export const Engine = z.object({ bullmq: z.string().max(40), scripts: z.string().max(64) });
export type Engine = z.infer<typeof Engine>;

/** The scripts that a worker calls; those that fill a queue or look at it are not for runners. */
export const WORKER_SCRIPTS = [
  'addLog',
  'extendLock',
  'extendLocks',
  'getRateLimitTtl',
  'isJobInList',
  'isMaxed',
  'moveJobFromActiveToWait',
  'moveStalledJobsToWait',
  'moveToActive',
  'moveToDelayed',
  'moveToFinished',
  'moveToWaitingChildren',
  'releaseLock',
  'retryJob',
  'saveStacktrace',
  'updateData',
  'updateProgress',
] as const;

// BullMQ exports neither; both files are what its own code loads, and the schemas notice when they change.
const require = createRequire(import.meta.url);
const Scripts = z.record(z.string(), z.object({ name: z.string(), content: z.string() }));
const Version = z.object({ version: z.string() });

/** The scripts of a worker, in the BullMQ of this process. @throws Error when BullMQ has not all of them any more */
export function workerScripts(): Script[] {
  const all = Scripts.parse(require('bullmq/dist/cjs/scripts'));
  return WORKER_SCRIPTS.map((name) => {
    const script = all[name];
    if (!script) throw new Error(`BullMQ has no script ${name}: WORKER_SCRIPTS must follow its new version`);
    return { name, lua: script.content, sha: sha1(script.content) };
  });
}

/** What tells two versions of BullMQ apart. */
export function ownEngine(): Engine {
  const { version } = Version.parse(require('bullmq/dist/cjs/version'));
  const hash = createHash('sha256');
  for (const { sha } of workerScripts()) hash.update(sha);
  return { bullmq: version, scripts: hash.digest('hex') };
}

export function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
