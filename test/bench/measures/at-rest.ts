import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { until } from '../../support/until.ts';
import { requestOf, runnersOf } from '../groups.ts';
import { type Measure, round } from '../measure.ts';
import { startPeople } from '../people.ts';
import { setStage } from '../stage.ts';

const GROUPS = 2;
const WATCHED_MS = 20_000;

/** Runs that wait for an approval: what they hold in Redis, and what jobs asks of it meanwhile. */
export async function measureAtRest(waiting: number): Promise<Measure[]> {
  await using stage = await setStage('bench', runnersOf(GROUPS));
  await stage.start('workers');
  await stage.start('jobs');
  await using people = startPeople(stage.tools, { approving: false });
  const { redis, store, keys } = stage.tools;
  const indexes = Array.from({ length: waiting }, (_, index) => index);
  const runs = await Promise.all(indexes.map((index) => store.create(requestOf('rest', index, GROUPS))));
  await until(
    () => (runs.every(({ id }) => people.asked.has(id)) ? true : undefined),
    () => `${people.asked.size} of ${waiting} wait for an approval`,
    300_000,
  );
  await people[Symbol.asyncDispose]();
  await stage.supervisor.stop('workers');
  const bytes = await bytesOf(redis, keys.prefix);
  const before = await commandsOf(redis);
  await wait(WATCHED_MS);
  const perSecond = ((await commandsOf(redis)) - before) / (WATCHED_MS / 1000);
  return [
    {
      name: 'KB in Redis of a waiting run',
      value: round(bytes / waiting / 1024, 1),
      unit: ' KB',
      limit: { most: 12 },
      detail: `${waiting} runs, with journal, audit and boards`,
    },
    {
      name: `Redis commands per second with ${waiting} waiting`,
      value: round(perSecond, 1),
      unit: '',
      limit: { most: 5 },
      detail: 'of one jobs process, its scripts from inside included',
    },
  ];
}

async function commandsOf(redis: Redis): Promise<number> {
  return Number(/^total_commands_processed:(\d+)/m.exec(await redis.info('stats'))?.[1]);
}

/** Everything that stays: the names that closed jobs leave for two minutes do not. */
async function bytesOf(redis: Redis, prefix: string): Promise<number> {
  let bytes = 0;
  for await (const batch of redis.scanStream({ match: `${prefix}:*`, count: 500 })) {
    for (const key of batch as string[]) {
      if ((await redis.pttl(key)) > 0) continue;
      bytes += Number(await redis.memory('USAGE', key, 'SAMPLES', 0));
    }
  }
  return bytes;
}
