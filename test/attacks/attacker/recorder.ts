import { setTimeout as pause } from 'node:timers/promises';
import type { World } from '../world/world.ts';

/** What a thief of Redis copied on the way: every version of a run's record, and the jobs of its cloud steps. */
export interface Recorded {
  readonly versions: readonly Readonly<Record<string, string>>[];
  readonly jobs: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** Copies a run's record and its cloud jobs as often as it can, until stopped. */
export function record(world: World, run: string): { stop(): Promise<Recorded> } {
  const { admin, keys } = world;
  const versions: Record<string, string>[] = [];
  const jobs = new Map<string, Record<string, string>>();
  let stopping = false;
  const turning = (async () => {
    while (!stopping) {
      const now = await admin.hgetall(keys.run(run));
      if (now['doc'] && now['version'] !== versions.at(-1)?.['version']) versions.push(now);
      for (const key of await admin.keys(`${keys.prefix}:cloud:${run}.*`)) {
        const name = key.slice(`${keys.prefix}:cloud:`.length);
        if (name.includes(':') || jobs.has(name)) continue;
        const job = await admin.hgetall(key);
        if (job['data']) jobs.set(name, job);
      }
      await pause(3);
    }
  })();
  // Whoever does not come to stop it has a failure of its own to tell.
  turning.catch(() => undefined);
  return {
    async stop() {
      stopping = true;
      await turning;
      return { versions, jobs };
    },
  };
}

/** Puts a copied record back, and wakes whoever could act on it. */
export async function putBack(world: World, run: string, copy: Readonly<Record<string, string>>): Promise<void> {
  const { admin, keys } = world;
  await admin.del(keys.run(run));
  await admin.hset(keys.run(run), copy);
  const doc: {
    steps: { id: string; state: string; queue: string | null; attempt: number }[];
    request: { tenant: { id: string } };
  } = JSON.parse((copy['doc'] ?? '').slice((copy['doc'] ?? '').indexOf('{')));
  await admin.set(keys.open(doc.request.tenant.id), run);
  for (const step of doc.steps) {
    if (!step.queue || !['queued', 'running', 'delayed'].includes(step.state)) continue;
    await admin.zadd(keys.outbox, Date.now(), `execute ${step.queue} ${run} ${step.id} ${step.attempt}`);
  }
  await admin.zadd(keys.redrawNow, Date.now(), run);
}

/** Gives a copied job of the cloud's queue to the cloud worker once more. */
export async function giveAgain(world: World, id: string, copy: Readonly<Record<string, string>>): Promise<void> {
  const { admin, keys } = world;
  const key = `${keys.prefix}:cloud:${id}`;
  await admin.del(key);
  const { data = '', name = '', opts = '{}' } = copy;
  await admin.hset(key, {
    data,
    name,
    opts: JSON.stringify({ ...JSON.parse(opts), delay: 0 }),
    timestamp: Date.now(),
    delay: 0,
    priority: 0,
  });
  await admin.lpush(`${keys.prefix}:cloud:wait`, id);
  await admin.zadd(`${keys.prefix}:cloud:marker`, 0, '0');
}
