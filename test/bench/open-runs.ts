import type { StepName } from '../../src/contracts/steps/index.ts';
import type { RunEvent } from '../../src/runs/events.ts';
import type { Run } from '../../src/runs/run.ts';
import { FRESH } from '../support/step-outputs.ts';
import { requestOf } from './groups.ts';
import type { Tools } from './world.ts';

const FIRST = 100_000;
const AT_ONCE = 20;
const FOR_NOBODY_MS = 1e12;

/** Brings runs to their approval by the engine's own rules, without workers. What they ask for is handed over to nobody. */
export async function openRuns({ redis, keys, store }: Tools, count: number, already = 0): Promise<void> {
  const next = Array.from({ length: count }, (_, index) => index + already + FIRST);
  const work = async () => {
    for (let index = next.pop(); index !== undefined; index = next.pop()) {
      let run: Run | undefined = await store.create(requestOf('rest', index, 1));
      while (run) {
        const events: RunEvent[] = run.steps.filter(({ state }) => state === 'queued').map(done);
        run =
          events.length > 0
            ? (await store.applyAll(run.id, events, { from: run, leaseMs: FOR_NOBODY_MS }))?.run
            : undefined;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await redis.del(keys.dirty, keys.notices);
  await redis.zremrangebyscore(keys.outbox, FOR_NOBODY_MS, '+inf');
}

function done({ id, name, attempt }: Run['steps'][number]): RunEvent {
  const output = FRESH[name as StepName];
  return { type: 'step-finished', step: id, attempt, outcome: { status: 'done', output } };
}
