import { createSigningKey } from '../../../src/contracts/trust/signing.ts';
import { runnersOf } from '../groups.ts';
import { type Measure, round } from '../measure.ts';
import { openRuns } from '../open-runs.ts';
import { startPeople } from '../people.ts';
import { setStage } from '../stage.ts';
import { acceptRunner } from '../world.ts';
import { onboard } from './engine.ts';

const GROUPS = 1;
const SAMPLE = 40;
const STEPS_OF_RUNNERS = [40, 400];
const STEPS_OF_RUNS = [100, 1000, 10_000];

/** What a step costs jobs while ever more runs are open, and ever more runners are accepted. */
export async function measureGrowth(most: { open: number; runners: number }): Promise<Measure[]> {
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
  const measures: Measure[] = [];
  let accepted = runnersOf(GROUPS).length;
  for (const runners of STEPS_OF_RUNNERS.filter((each) => each <= most.runners)) {
    for (; accepted < runners; accepted++) {
      await acceptRunner(stage.tools, `other${accepted}-elevated`, await createSigningKey());
    }
    measures.push(line(`cost of a step at ${runners} runners / at 4`, await sample(), small));
  }
  let opened = 0;
  for (const open of STEPS_OF_RUNS.filter((each) => each <= most.open)) {
    await stage.supervisor.stop('jobs');
    await openRuns(stage.tools, open - opened, opened);
    opened = open;
    await stage.supervisor.startAgain('jobs');
    await sample();
    measures.push(line(`cost of a step at ${open} open runs and ${accepted} runners`, await sample(), small));
  }
  return measures;
}

function line(name: string, large: number, small: number): Measure {
  const detail = `${round(large, 2)} / ${round(small, 2)} ms of processor time of jobs, the latter with 4 runners and no other run`;
  return { name, value: round(large / small, 2), unit: '', limit: { most: 1.5 }, detail };
}
