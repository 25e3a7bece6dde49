import { createSigningKey } from '../../../src/contracts/signing.ts';
import type { StepName } from '../../../src/contracts/steps/index.ts';
import type { RunEvent } from '../../../src/runs/events.ts';
import type { Run } from '../../../src/runs/run.ts';
import { FRESH } from '../../support/step-outputs.ts';
import { requestOf, runnersOf } from '../groups.ts';
import { type Measure, round } from '../measure.ts';
import { startPeople } from '../people.ts';
import { type Stage, setStage } from '../stage.ts';
import { acceptRunner } from '../world.ts';
import { onboard } from './speed.ts';

const GROUPS = 1;
const SAMPLE = 40;

/** What a step costs while ever more runs are open, and ever more runners are accepted. */
export async function measureGrowth(open: number, runners: number): Promise<Measure[]> {
  await using stage = await setStage('bench', runnersOf(GROUPS));
  await stage.start('workers');
  await stage.start('jobs');
  await using people = startPeople(stage.tools);
  let first = 0;
  const sample = async () => {
    const before = await stage.processorTime('jobs');
    const { jobs } = await onboard(stage, people.finished, 'zero', SAMPLE, first, GROUPS);
    first += SAMPLE;
    return ((await stage.processorTime('jobs')) - before) / jobs;
  };
  await sample();
  const small = await sample();
  for (let index = runnersOf(GROUPS).length; index < runners; index++) {
    await acceptRunner(stage.tools, `other${index}-elevated`, await createSigningKey());
  }
  const withRunners = await sample();
  await openRuns(stage, open);
  const withRuns = await sample();
  return [
    line(`cost of a step at ${runners} runners / at 4`, withRunners, small),
    line(`the same, and at ${open} open runs / at none`, withRuns, small),
  ];
}

function line(name: string, large: number, small: number): Measure {
  const detail = `${round(large, 2)} / ${round(small, 2)} ms of processor time of jobs`;
  return { name, value: round(large / small, 2), unit: '', limit: { most: 1.5 }, detail };
}

/** Brings runs to their approval by the engine's own rules, without workers. */
async function openRuns({ tools }: Stage, count: number): Promise<void> {
  const { redis, keys, store } = tools;
  const next = Array.from({ length: count }, (_, index) => index + 100_000);
  const work = async () => {
    for (let index = next.pop(); index !== undefined; index = next.pop()) {
      let run: Run | undefined = await store.create(requestOf('rest', index, GROUPS));
      while (run) {
        const events: RunEvent[] = run.steps.filter(({ state }) => state === 'queued').map(done);
        run = events.length > 0 ? (await store.applyAll(run.id, events, { from: run, leaseMs: 1e12 }))?.run : undefined;
      }
    }
  };
  await Promise.all(Array.from({ length: 20 }, work));
  await redis.del(keys.dirty, keys.notices);
}

function done({ id, name, attempt }: Run['steps'][number]): RunEvent {
  const output = FRESH[name as StepName];
  return { type: 'step-finished', step: id, attempt, outcome: { status: 'done', output } };
}
