import { until } from '../../support/until.ts';
import { requestOf, runnersOf } from '../groups.ts';
import { type Limit, type Measure, mean, round } from '../measure.ts';
import { startPeople } from '../people.ts';
import { type Stage, setStage } from '../stage.ts';

const TIMES = 4;
const STEP = 'check-tenant';

/** A kill in the middle of a step: how long until the work goes on, from the moment that the process is back. */
export async function measureRecovery(): Promise<Measure[]> {
  await using stage = await setStage('bench', runnersOf(1));
  await stage.start('workers', 'say');
  await stage.start('jobs');
  await using people = startPeople(stage.tools, { approving: false });
  void people;
  let index = 0;
  const workers = await repeat(() => killed(stage, 'workers', index++, (id) => began(stage, id, STEP, 2)));
  const jobs = await repeat(() => killed(stage, 'jobs', index++, (id) => began(stage, id, 'register-application', 1)));
  const redis = await repeat(() =>
    killed(stage, 'redis', index++, (id) => began(stage, id, 'register-application', 1)),
  );
  return [
    ...lines('a worker, until its step begins again', workers, { most: 11 }),
    ...lines('jobs, until the next step begins', jobs),
    ...lines('Redis, until the next step begins', redis),
  ];
}

async function repeat(once: () => Promise<number>): Promise<number[]> {
  const seconds: number[] = [];
  for (let turn = 0; turn < TIMES; turn++) seconds.push(await once());
  return seconds;
}

/** @returns seconds from the kill */
async function killed(
  stage: Stage,
  name: 'workers' | 'jobs' | 'redis',
  index: number,
  goesOn: (run: string) => Promise<void>,
): Promise<number> {
  const { id } = await stage.tools.store.create(requestOf('slow', index, 1));
  await began(stage, id, STEP, 1);
  const at = Date.now();
  await stage.supervisor.kill(name);
  await stage.supervisor.startAgain(name);
  await goesOn(id);
  return (Date.now() - at) / 1000;
}

async function began(stage: Stage, run: string, step: string, times: number): Promise<void> {
  const job = `"began":"${run}.${step}.1"`;
  await until(
    () => (stage.supervisor.logOf('workers').split(job).length > times ? true : undefined),
    () => `${run} begins ${step} ${times} times`,
    120_000,
  );
}

function lines(what: string, seconds: readonly number[], limit?: Limit): Measure[] {
  const detail = `${seconds.map((each) => round(each, 1)).join(', ')} s`;
  const name = `recovery after kill -9 of ${what}`;
  return [
    { name: `${name}, mean`, value: round(mean(seconds), 1), unit: ' s', detail, ...(limit ? { limit } : {}) },
    { name: `${name}, longest`, value: round(Math.max(...seconds), 1), unit: ' s', detail: '' },
  ];
}
