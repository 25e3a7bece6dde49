import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { until } from '../../support/until.ts';
import { runnersOf } from '../groups.ts';
import { type Measure, round } from '../measure.ts';
import { openRuns } from '../open-runs.ts';
import { planProduct } from '../product.ts';
import { setStage } from '../stage.ts';

const SETTLES_MS = 15_000;
const WATCHED_MS = 20_000;

/** Runs that wait for an approval: what they hold in Redis, and what the product's bot and jobs ask of it meanwhile. */
export async function measureAtRest(waiting: number): Promise<Measure[]> {
  await using stage = await setStage('bench', runnersOf(1));
  const { redis, keys } = stage.tools;
  await openRuns(stage.tools, waiting);
  const { bot, jobs } = await planProduct(stage);
  await stage.supervisor.start(jobs);
  const ofJobs = await perSecond(stage.tools.world.redisUrl);
  await stage.supervisor.start(bot);
  await until(async () => ((await redis.llen(keys.audit)) === 0 ? true : undefined));
  const ofBoth = await perSecond(stage.tools.world.redisUrl);
  const bytes = await bytesOf(redis, keys.prefix);
  return [
    {
      name: 'KB in Redis of a waiting run',
      value: round(bytes / waiting / 1024, 1),
      unit: ' KB',
      limit: { most: 12 },
      detail: `${waiting} runs; with journal, boards and everything else of the installation`,
    },
    {
      name: `Redis commands per second with ${waiting} waiting`,
      value: round(ofBoth.sent, 1),
      unit: '',
      limit: { most: 5 },
      detail: `sent by bot and jobs (jobs alone ${round(ofJobs.sent, 1)}); scripts call ${round(ofBoth.inside, 1)} more inside of Redis`,
    },
  ];
}

/** Commands that are sent, and those that scripts call inside of Redis, as MONITOR tells them. */
async function perSecond(redisUrl: string): Promise<{ sent: number; inside: number }> {
  await wait(SETTLES_MS);
  const { hostname, port, password } = new URL(redisUrl);
  // On a plain connection: ioredis stumbles over a command that is told together with the answer to MONITOR.
  const connection = connect(Number(port), hostname);
  connection.write(`AUTH ${password}\r\nMONITOR\r\n`);
  let [sent, inside] = [0, 0];
  createInterface(connection).on('line', (line) => {
    const source = /^\+[\d.]+ \[\d+ (\S+)\]/.exec(line)?.[1];
    if (source === 'lua') inside += 1;
    else if (source) sent += 1;
  });
  await wait(WATCHED_MS);
  connection.destroy();
  return { sent: sent / (WATCHED_MS / 1000), inside: inside / (WATCHED_MS / 1000) };
}

/** Everything that stays: names that closed jobs leave for two minutes, for instance, do not. */
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
