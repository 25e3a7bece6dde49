import type { StepName } from '../../src/contracts/steps/index.ts';
import type { RunEvent } from '../../src/runs/events.ts';
import type { Run } from '../../src/runs/run.ts';
import { FRESH } from '../support/step-outputs.ts';
import { requestOf } from './groups.ts';
import type { Tools } from './world.ts';

const FIRST = 100_000;
const AT_ONCE = 20;

/** Brings runs to their approval by the engine's own rules. jobs must not run: what the runs ask for is thrown away. */
export async function openRuns({ redis, keys, store }: Tools, count: number, already = 0): Promise<void> {
  const next = Array.from({ length: count }, (_, index) => index + already + FIRST);
  const work = async () => {
    for (let index = next.pop(); index !== undefined; index = next.pop()) {
      let run: Run | undefined = await store.create(requestOf('rest', index, 1));
      while (run) {
        const events: RunEvent[] = run.steps.filter(({ state }) => state === 'queued').map(done);
        run = events.length > 0 ? (await store.applyAll(run.id, events, { from: run }))?.run : undefined;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await redis.del(keys.outbox, keys.redrawNow, keys.notices);
}

function done({ id, name, attempt }: Run['steps'][number]): RunEvent {
  const output = FRESH[name as StepName];
  return { type: 'step-finished', step: id, attempt, outcome: { status: 'done', output } };
}
