import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChaosWorld } from './world.ts';

const STARTED = /"run":"([^"]+)","step":"([^"]+)","attempt":(\d+),"msg":"step (started|ended)"/;
/** Longer than that, it does not come back by itself. */
const GIVEN_UP_MS = 120_000;

/** What a worker's log says of the steps that it began and ended. */
export function readSteps(world: ChaosWorld, name: string, from = 0) {
  const file = join(world.folder, 'logs', `${name}.log`);
  const length = statSync(file).size - from;
  const buffer = Buffer.alloc(Math.max(0, length));
  const handle = openSync(file, 'r');
  readSync(handle, buffer, 0, buffer.length, from);
  closeSync(handle);
  return buffer
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const [, run, step, attempt, what] = STARTED.exec(line) ?? [];
      return run && step && attempt ? [{ key: `${run} ${step} ${attempt}`, started: what === 'started' }] : [];
    });
}

export const logLength = (world: ChaosWorld, name: string) => statSync(join(world.folder, 'logs', `${name}.log`)).size;

/** Steps that this worker has begun and not ended. */
export function cutOff(world: ChaosWorld, name: string): Set<string> {
  const open = new Set<string>();
  for (const { key, started } of readSteps(world, name)) {
    if (started) open.add(key);
    else open.delete(key);
  }
  return open;
}

/** Waits until each step that a kill cut off runs again. @returns milliseconds since the kill, one for each step */
export async function recoveries(world: ChaosWorld, name: string, steps: ReadonlySet<string>, from: number) {
  const killed = performance.now();
  const left = new Set(steps);
  const times: number[] = [];
  while (left.size > 0 && performance.now() - killed < GIVEN_UP_MS) {
    await pause(100);
    for (const { key } of readSteps(world, name, from)) {
      if (left.delete(key)) times.push(performance.now() - killed);
    }
    for (const key of left) if (await isOver(world, key)) left.delete(key);
  }
  return times;
}

/** Its result was in Redis before the kill, or nobody wants it any more. */
async function isOver(world: ChaosWorld, key: string): Promise<boolean> {
  const [id = '', name, attempt] = key.split(' ');
  const run = await world.runs.look(id);
  const step = run?.steps.find((each) => each.id === name);
  return !step || step.attempt !== Number(attempt) || ['done', 'failed', 'skipped'].includes(step.state);
}
