import { REMINDER } from '../draft.ts';
import type { Run, RunStep, StepState } from '../run.ts';
import type { Task } from './task.ts';

const WITH_A_WORKER: ReadonlySet<StepState> = new Set(['queued', 'delayed', 'running']);

/** Whether this attempt is with a worker, or on its way to one. */
export function isUnderWay(step: RunStep, about: { readonly attempt: number; readonly queue: string }): boolean {
  return step.attempt === about.attempt && step.queue === about.queue && WITH_A_WORKER.has(step.state);
}

/** What must stand in outbox or in-flight set while a run is as it is: its present attempts. */
export function tasksOf(run: Run): Task[] {
  return run.steps.flatMap(({ id, queue, attempt, state }) =>
    queue !== null && WITH_A_WORKER.has(state)
      ? [{ action: 'execute' as const, queue, run: run.id, step: id, attempt }]
      : [],
  );
}

/** What must stand among the deadlines while a run is as it is. */
export function deadlinesOf(run: Run): { readonly member: string; readonly at: number }[] {
  return [
    ...(run.gate?.state === 'open' ? [{ member: `${run.id} approval`, at: run.gate.until }] : []),
    ...(run.remindAt === undefined ? [] : [{ member: `${run.id} ${REMINDER}`, at: run.remindAt }]),
  ];
}
