import { Queue } from 'bullmq';
import { CLOUD_QUEUE } from '../../../src/contracts/job.ts';
import type { StepName } from '../../../src/contracts/steps/index.ts';
import { until } from '../../support/until.ts';
import { durationOf } from '../durations.ts';
import { capacityOf, requestOf, runnersOf } from '../groups.ts';
import { listSchedule } from '../list-schedule.ts';
import { type Measure, mean, round } from '../measure.ts';
import { startPeople } from '../people.ts';
import { type Stage, setStage } from '../stage.ts';

const GROUPS = 10;
const PATIENCE_MS = 600_000;
/** As large as a signed job. */
const DATA = { jws: 'x'.repeat(1500) };
const ADDS_AT_ONCE = 50;

/** Onboardings against the shortest time that their steps allow, and against BullMQ alone. */
export async function measureEngine(many: number): Promise<Measure[]> {
  await using stage = await setStage('bench', runnersOf(GROUPS));
  await stage.start('workers');
  await stage.start('jobs');
  await using people = startPeople(stage.tools);
  await onboard(stage, people.finished, 'zero', 5);

  const fast: number[] = [];
  for (let index = 0; index < 5; index++) fast.push((await onboard(stage, people.finished, 'fast', 1, index)).ratio);
  const slow = [await onboard(stage, people.finished, 'slow', 1), await onboard(stage, people.finished, 'slow', 1, 1)];
  const crowd = await onboard(stage, people.finished, 'many', many);
  const before = await cost(stage);
  const zero = await onboard(stage, people.finished, 'zero', many, 1000);
  const own = ((await cost(stage)) - before) / zero.jobs;
  await stage.supervisor.stop('workers');
  await stage.supervisor.stop('jobs');
  const plain = await plainJobs(stage, zero.jobs);
  return [
    measure(
      'one onboarding / critical path, steps of 0.2-3 s',
      mean(slow.map(({ ratio }) => ratio)),
      { most: 1.03 },
      slow.map(({ ms }) => `${ms} ms`).join(', '),
    ),
    measure('the same, steps of 40-600 ms', mean(fast), { most: 1.1 }, 'mean of 5'),
    measure(`${many} at once / list schedule`, crowd.ratio, { most: 1.15 }, `${crowd.ms} ms, ${GROUPS} server groups`),
    measure(
      'steps per second / plain BullMQ, same queues',
      zero.jobs / zero.ms / (zero.jobs / plain),
      { least: 0.4 },
      `${round((zero.jobs / zero.ms) * 1000, 0)} / ${round((zero.jobs / plain) * 1000, 0)} per second`,
    ),
    {
      name: 'processor time of jobs and workers per step',
      value: round(own, 2),
      unit: ' ms',
      detail: 'whoever else works',
    },
  ];
}

async function cost(stage: Stage): Promise<number> {
  return (await stage.processorTime('jobs')) + (await stage.processorTime('workers'));
}

function measure(name: string, value: number, limit: Measure['limit'], detail: string): Measure {
  return { name, value: round(value), unit: '', detail, ...(limit ? { limit } : {}) };
}

/** Runs that are asked for at once, until the last one is finished. */
export async function onboard(
  { tools }: Stage,
  finished: ReadonlyMap<string, number>,
  kind: string,
  count: number,
  first = 0,
  groups = GROUPS,
) {
  const began = Date.now();
  const indexes = Array.from({ length: count }, (_, index) => first + index);
  const runs = await Promise.all(indexes.map((index) => tools.store.create(requestOf(kind, index, groups))));
  await until(
    () => (runs.every(({ id }) => finished.has(id)) ? true : undefined),
    () => `${runs.filter(({ id }) => !finished.has(id)).length} of ${count} ${kind} are not finished`,
    PATIENCE_MS,
  );
  const ms = Math.max(...runs.map(({ id }) => finished.get(id) ?? 0)) - began;
  const shortest = listSchedule(runs, (step, { id }) => durationOf(step.name as StepName, id), capacityOf);
  return { ms, ratio: ms / Math.max(shortest, 1), jobs: runs.flatMap(({ steps }) => steps).filter(isJob).length };
}

function isJob({ queue }: { readonly queue: string | null }): boolean {
  return queue !== null;
}

/** As many jobs as the steps were, through the same queues, with nothing around them. @returns milliseconds */
export async function plainJobs(stage: Stage, count: number): Promise<number> {
  const { redis, keys, world } = stage.tools;
  await stage.start('plain-workers');
  const names = [CLOUD_QUEUE, ...Object.keys(world.runners)];
  const queues = names.map((name) => new Queue(name, { connection: redis, prefix: keys.prefix }));
  await Promise.all(queues.map((queue) => queue.obliterate({ force: true })));
  const began = Date.now();
  const adding = Array.from({ length: ADDS_AT_ONCE }, async (_, worker) => {
    for (let index = worker; index < count; index += ADDS_AT_ONCE) {
      // As the steps fall: six of sixteen to the cloud worker.
      const queue = index % 16 < 6 ? queues[0] : queues[1 + (index % (queues.length - 1))];
      await queue?.add('plain', DATA, { jobId: `plain.${index}` });
    }
  });
  await Promise.all(adding);
  await until(
    async () => {
      const done = await Promise.all(queues.map((queue) => queue.getCompletedCount()));
      return done.reduce((sum, each) => sum + each, 0) >= count ? true : undefined;
    },
    () => 'all plain jobs',
    PATIENCE_MS,
  );
  const ms = Date.now() - began;
  await stage.supervisor.stop('plain-workers');
  await Promise.all(queues.map((queue) => queue.close()));
  return ms;
}
