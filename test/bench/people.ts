import { z } from 'zod';
import { onceAtATime } from '../../src/jobs/orchestrator/pace/once-at-a-time.ts';
import { listenToCommits } from '../../src/process/redis/wake.ts';
import { decisionOn } from '../support/approving.ts';
import type { Tools } from './world.ts';

const GATHER_MS = 5;

const Notice = z.object({ run: z.string(), notice: z.object({ kind: z.string() }) });

/** People who approve at once, in place of the bot, and see when a run is over or waits. */
export function startPeople(tools: Tools, { approving = true } = {}) {
  const { redis, keys, store, logger, world } = tools;
  const finished = new Map<string, number>();
  const asked = new Set<string>();
  let stopped = false;
  const look = onceAtATime(async () => {
    try {
      await lookOnce();
    } catch (error) {
      // The connection ends with the stage.
      if (!stopped) throw error;
    }
  });
  async function lookOnce(): Promise<void> {
    const members = await redis.zrange(keys.notices, '0', '-1');
    if (members.length === 0) return;
    await redis.zrem(keys.notices, ...members);
    for (const { run, notice } of members.map((member) => Notice.parse(JSON.parse(member)))) {
      if (notice.kind === 'finished') finished.set(run, Date.now());
      if (notice.kind === 'needs-person') throw new Error(`${run} needs a person`);
      if (notice.kind === 'approval-asked') asked.add(run);
      if (notice.kind === 'approval-asked' && approving) void approve(run);
    }
  }
  async function approve(id: string): Promise<void> {
    const run = await store.get(id);
    if (run) await store.apply(id, await decisionOn(run, world.orchestrator));
  }
  // Looking after each commit would be work of its own.
  let soon: NodeJS.Timeout | undefined;
  const commits = listenToCommits(redis, keys, logger, () => {
    soon ??= setTimeout(() => {
      soon = undefined;
      look();
    }, GATHER_MS);
  });
  const timer = setInterval(look, 1000);
  return {
    finished,
    asked,
    async [Symbol.asyncDispose]() {
      stopped = true;
      clearInterval(timer);
      clearTimeout(soon);
      await commits[Symbol.asyncDispose]();
    },
  };
}
