import type { Run, RunStep } from '../../src/runs/run.ts';

/** Jobs that a queue's worker executes at the same time. */
export type Capacity = (queue: string) => number;

interface Active {
  readonly run: number;
  readonly step: RunStep;
  readonly end: number;
}

/**
 * How long the runs take when nothing costs anything but their steps and the capacity of their workers: whenever a
 * worker is free it takes the step that has been ready longest (list scheduling). A person decides at once.
 * @returns milliseconds
 */
export function listSchedule(runs: readonly Run[], duration: (step: RunStep, run: Run) => number, capacity: Capacity) {
  const open = runs.map(({ steps }) => new Set(steps.map(({ id }) => id)));
  const waiting = runs.map(({ steps }) => new Set(steps));
  const busy = new Map<string, number>();
  let ready: { run: number; step: RunStep }[] = [];
  let active: Active[] = [];
  let now = 0;

  const finish = (run: number, step: RunStep) => {
    open[run]?.delete(step.id);
    release(run);
  };
  const release = (run: number) => {
    for (const step of waiting[run] ?? []) {
      if (!step.needs.every((id) => !open[run]?.has(id))) continue;
      waiting[run]?.delete(step);
      if (step.queue === null) finish(run, step);
      else ready.push({ run, step });
    }
  };
  const begin = () => {
    ready = ready.filter(({ run, step }) => {
      const queue = step.queue ?? '';
      const used = busy.get(queue) ?? 0;
      const owner = runs[run];
      if (used >= capacity(queue) || !owner) return true;
      busy.set(queue, used + 1);
      active.push({ run, step, end: now + duration(step, owner) });
      return false;
    });
  };

  for (const index of runs.keys()) release(index);
  for (begin(); active.length > 0; begin()) {
    now = Math.min(...active.map(({ end }) => end));
    const ended = active.filter(({ end }) => end === now);
    active = active.filter(({ end }) => end !== now);
    for (const { run, step } of ended) {
      busy.set(step.queue ?? '', (busy.get(step.queue ?? '') ?? 1) - 1);
      finish(run, step);
    }
  }
  return now;
}
