import { jobId } from '../../contracts/job.ts';
import type { JobRef, StepName } from '../../contracts/steps/index.ts';
import { findStep, isFinal, type Run, type StepState } from '../../runs/run.ts';
import { runNotOpen } from './refusals.ts';

const UNDER_WAY: ReadonlySet<StepState> = new Set(['queued', 'delayed', 'running']);

/**
 * The run, when this very attempt of it is under way.
 * @throws StepFailure `run-not-open`
 */
export function requireUnderWay(run: Run | undefined, job: JobRef, kind: StepName): Run {
  if (!run) throw runNotOpen(job.run, `the run ${job.run} cannot be read`);
  if (isFinal(run)) throw runNotOpen(job.run, `the run ${job.run} is ${run.state}`);
  const step = findStep(run, job.step);
  if (step?.name !== kind || job.id !== jobId(job.run, job.step, job.attempt)) {
    throw runNotOpen(job.run, `the job ${job.id} does not belong to ${kind} of ${job.run}`);
  }
  if (step.attempt !== job.attempt || !UNDER_WAY.has(step.state)) {
    throw runNotOpen(job.run, `attempt ${job.attempt} of ${job.step} is not under way any more`);
  }
  return run;
}
