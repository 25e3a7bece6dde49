import { JobProgress, type StepOutcome } from '../../../contracts/job.ts';
import { isStepName } from '../../../contracts/steps/index.ts';
import { parseOutput } from '../../../contracts/steps/parse-output.ts';
import { hashOutput, signVoucher } from '../../../contracts/voucher.ts';
import { parseJson } from '../../../process/records/record.ts';
import { isSigned } from '../../../runs/approval/vouched.ts';
import type { Task } from '../../../runs/decide/task.ts';
import type { RunEvent } from '../../../runs/events.ts';
import { findStep, type Run, type RunStep } from '../../../runs/run.ts';
import { JOB_LIFE_MS, type OrchestratorContext } from '../context.ts';
import { closeJob } from '../queue/close-job.ts';
import { outcomeOf, unreadable } from '../queue/outcome.ts';
import type { JobLook } from '../queue/read-job.ts';

/** What a look at a job in flight came to. */
export interface Seen {
  readonly events: readonly RunEvent[];
  /** What to do with its entry, once the events are recorded. */
  readonly entry: 'close' | 'forget' | 'keep';
}

const NOTHING: Seen = { events: [], entry: 'keep' };

/**
 * Looks at a job that was dispatched: its end, its progress, whether it expired or vanished. What is believed comes
 * from the signatures and from the run; the job itself can be written by its runner, and one that is not as it should
 * be harms its own step alone.
 * @param since when the job was dispatched, milliseconds since 1970
 * @param job as it stood in its queue just now
 */
export async function lookAt(
  context: OrchestratorContext,
  run: Run,
  { task, since }: { readonly task: Task; readonly since: number },
  job: JobLook,
): Promise<Seen> {
  const about = { step: task.step, attempt: task.attempt };
  const step = findStep(run, task.step);
  // Whose result counts follows from the run, not from the entry in Redis.
  if (step?.queue !== task.queue) return { events: [], entry: 'forget' };
  const expired = context.now() > dueOf(step, since) + JOB_LIFE_MS;
  switch (job.state) {
    case 'missing':
      // Whoever is still about to hand it over, and stood still before that, must not add it once another attempt goes on.
      if (!(await closeJob(context, task, 'waiting', 'keep-entry'))) return NOTHING;
      return { events: [{ type: 'step-lost', ...about }], entry: 'forget' };
    case 'unreadable':
      return { events: [{ type: 'step-finished', ...about, outcome: unreadable(task) }], entry: 'close' };
    case 'ended': {
      const outcome = await outcomeOf(context, task, job, expired);
      if (!outcome) return { events: [{ type: 'step-lost', ...about }], entry: 'close' };
      const voucher = await vouch(context, task, step, outcome);
      return { events: [{ type: 'step-finished', ...about, outcome, ...voucher }], entry: 'close' };
    }
    case 'open':
      if (job.claimed) return { events: progressOf(step, task, job.progress), entry: 'keep' };
      if (!expired || !(await closeJob(context, task, 'waiting', 'keep-entry'))) return NOTHING;
      return { events: [{ type: 'step-lost', ...about }], entry: 'forget' };
  }
}

/** Signs what an approval, or the end of a key, will rely on: the record of a run is sealed by the bot as well. */
async function vouch(context: OrchestratorContext, task: Task, { name }: RunStep, outcome: StepOutcome) {
  if (outcome.status === 'failed' || !isSigned({ name }) || !isStepName(name)) return {};
  if (!parseOutput(name, outcome.output).success) return {};
  const { run, step, attempt, queue: from } = task;
  const claims = { iss: 'orchestrator', run, step, attempt, from, output: hashOutput(name, outcome.output) } as const;
  return { voucher: await signVoucher(claims, context.signingKeys[0]) };
}

/** When a worker may take the job: what the run says, and the moment of the hand-over. */
export function dueOf(step: RunStep | undefined, since: number): number {
  return Math.max(since, step?.state === 'delayed' ? (step.retryAt ?? 0) : 0);
}

function progressOf(step: RunStep, task: Task, progress: string | number | null): RunEvent[] {
  const about = { step: task.step, attempt: task.attempt };
  const note = typeof progress === 'string' ? JobProgress.safeParse(parseJson(progress)).data?.note : undefined;
  return [
    ...(step.state === 'running' ? [] : [{ type: 'step-started', ...about } as const]),
    ...(note === undefined || note === step.note ? [] : [{ type: 'step-progress', ...about, note } as const]),
  ];
}
