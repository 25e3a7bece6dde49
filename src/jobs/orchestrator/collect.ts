import type { Job } from 'bullmq';
import type { StepError } from '../../contracts/errors.ts';
import { audience, CLOUD_QUEUE, type JobData, JobProgress, jobId, type StepOutcome } from '../../contracts/job.ts';
import { verifyResult } from '../../contracts/signing.ts';
import { messageOf } from '../../process/errors.ts';
import { findStep } from '../../runs/run.ts';
import { parseTask, type Task } from '../../runs/task.ts';
import { JOB_LIFE_MS, type OrchestratorContext } from './context.ts';

const LOOK_AGAIN_MIN_MS = 150;
const LOOK_AGAIN_MAX_MS = 3000;

/**
 * Looks after every job that was handed over: records results and progress, and hands over again what expired or
 * vanished. It reads the jobs themselves; BullMQ's event stream may lose events and one malformed entry stops it.
 */
export async function collect(context: OrchestratorContext): Promise<number> {
  const now = context.now();
  const members = await context.redis.zrangebyscore(context.keys.inflight, '-inf', now, 'LIMIT', 0, 200);
  for (const member of members) {
    const next = await lookOrWait(context, member);
    if (next === undefined) await context.redis.zrem(context.keys.inflight, member);
    else await context.redis.zadd(context.keys.inflight, 'XX', next, member);
  }
  return members.length;
}

async function lookOrWait(context: OrchestratorContext, member: string): Promise<number | undefined> {
  try {
    return await look(context, parseTask(member));
  } catch (error) {
    context.logger.error({ task: member, err: error }, 'job could not be looked after, trying again');
    return context.now() + LOOK_AGAIN_MAX_MS;
  }
}

/** @returns when to look again, or undefined when the job is settled */
async function look(context: OrchestratorContext, task: Task): Promise<number | undefined> {
  const { store } = context;
  const about = { step: task.step, attempt: task.attempt };
  const run = await store.get(task.run);
  // Whose result counts follows from the run, not from the entry in Redis.
  if (!run || findStep(run, task.step)?.queue !== task.queue) return undefined;
  const job = await context.queue(task.queue).getJob(jobId(task.run, task.step, task.attempt));
  if (!job) {
    await store.apply(task.run, { type: 'step-lost', ...about });
    return undefined;
  }
  const now = context.now();
  if (job.finishedOn) {
    const outcome = await outcomeOf(context, task, job);
    await store.apply(
      task.run,
      outcome ? { type: 'step-finished', ...about, outcome } : { type: 'step-lost', ...about },
    );
    await job.remove();
    return undefined;
  }
  const due = job.timestamp + (job.opts.delay ?? 0);
  if (job.processedOn) {
    await store.apply(task.run, { type: 'step-started', ...about });
    const progress = JobProgress.safeParse(job.progress);
    if (progress.success) await store.apply(task.run, { type: 'step-progress', ...about, note: progress.data.note });
  } else if (now > due + JOB_LIFE_MS) {
    await job.remove();
    await store.apply(task.run, { type: 'step-lost', ...about });
    return undefined;
  }
  const age = now - Math.max(job.processedOn ?? 0, due);
  return age < 0 ? due : now + Math.min(Math.max(age / 10, LOOK_AGAIN_MIN_MS), LOOK_AGAIN_MAX_MS);
}

/** The signed outcome; undefined when the worker died too often with it, so that it must be handed over again. */
async function outcomeOf(
  context: OrchestratorContext,
  task: Task,
  job: Job<JobData, string>,
): Promise<StepOutcome | undefined> {
  if (job.failedReason) {
    context.logger.error({ job: job.id, reason: job.failedReason }, 'job failed without a result');
    if (job.failedReason.includes('stalled')) return undefined;
    return failed({
      kind: 'ours',
      code: 'job-refused',
      message: `${whoIs(task.queue)} refused the job.`,
      advice: 'Check that its clock is right and that it was enrolled with this bot, then Retry.',
      detail: job.failedReason.slice(0, 500),
    });
  }
  const jobIdentity = { issuer: audience(task.queue), jobId: job.id ?? '', jobJws: job.data.jws };
  try {
    const key = task.queue === CLOUD_QUEUE ? context.publicKey : (await context.runners.get(task.queue))?.signKey;
    if (!key) throw new Error('the runner is not accepted');
    return (await verifyResult(job.returnvalue, { key, ...jobIdentity })).outcome;
  } catch (error) {
    context.logger.error(
      { job: job.id, reason: messageOf(error) },
      'result refused: it is not from the worker we asked',
    );
    return failed({
      kind: 'ours',
      code: 'result-not-trusted',
      message: `A result of ${task.step} was refused: it was not signed by ${whoIs(task.queue)}.`,
      advice: 'Find out who can write to Redis and whether the runner was enrolled anew, then Retry.',
      detail: messageOf(error).slice(0, 500),
    });
  }
}

function failed(error: StepError): StepOutcome {
  return { status: 'failed', error };
}

function whoIs(queue: string): string {
  return queue === CLOUD_QUEUE ? 'the cloud worker' : `the runner ${queue}`;
}
