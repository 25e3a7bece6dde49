import { z } from 'zod';
import type { StepError } from '../../../contracts/errors.ts';
import { audience, CLOUD_QUEUE, JobData, jobId, type StepOutcome } from '../../../contracts/job.ts';
import { LIMITS } from '../../../contracts/limits.ts';
import type { PublicJwk } from '../../../contracts/trust/keys.ts';
import { verifyResult } from '../../../contracts/trust/signing.ts';
import { messageOf } from '../../../process/errors.ts';
import type { Task } from '../../../runs/decide/task.ts';
import type { OrchestratorContext } from '../context.ts';
import { clockRefusal } from './clock-refusal.ts';
import type { JobLook } from './read-job.ts';

/**
 * What Redis answered a worker that had done its step, when that is not about us: a script that SCRIPT FLUSH or a failover lost, no
 * memory, a replica, a disk. BullMQ calls such a job failed once Redis takes that.
 */
const NOT_HANDED_IN =
  /^(?:NOSCRIPT|OOM|READONLY|LOADING|MASTERDOWN|MISCONF|BUSY|TRYAGAIN|CLUSTERDOWN)\b|^Missing lock for job/;

type Ended = Extract<JobLook, { state: 'ended' }>;

/** Who is asked whether a result is from the worker that it should be from. */
interface Judging extends Pick<OrchestratorContext, 'logger' | 'publicKeys'> {
  readonly runners: Pick<OrchestratorContext['runners'], 'get'>;
}

/**
 * How a job ended, by its worker's signature; undefined when it must be dispatched again, because its worker died too
 * often, came too late, or could not hand its result in.
 * @param expired whether the job's time is over by our own clock
 */
export async function outcomeOf(
  context: Judging,
  task: Task,
  job: Ended,
  expired: boolean,
): Promise<StepOutcome | undefined> {
  const about = { run: task.run, step: task.step, attempt: task.attempt };
  if (job.failedReason) {
    const reason = typeof job.failedReason === 'string' ? job.failedReason : `a text of ${job.failedReason} bytes`;
    context.logger.error({ ...about, reason }, 'job failed without a result');
    if (reason.includes('stalled') || NOT_HANDED_IN.test(reason)) return undefined;
    const clock = clockRefusal(task.queue, reason);
    return clock && expired ? undefined : failed(clock ?? refused(task, reason));
  }
  if (typeof job.returnvalue === 'number') return failed(tooLarge(task, job.returnvalue));
  if (typeof job.data === 'number') return failed(tooLarge(task, job.data));
  // Redis may be in trouble here: that says nothing about the result, and the job is looked at again.
  const keys = await keysOf(context, task.queue);
  try {
    return await verify(keys, task, z.string().parse(parse(job.returnvalue)), JobData.parse(parse(job.data)));
  } catch (error) {
    context.logger.error({ ...about, reason: messageOf(error) }, 'result refused: it is not from the worker we asked');
    return failed(error instanceof z.ZodError ? notUnderstood(task, error) : notTrusted(task, error));
  }
}

async function verify(keys: readonly PublicJwk[], task: Task, result: string, { jws }: JobData) {
  if (keys.length === 0) throw new Error('the runner is not accepted');
  const id = jobId(task.run, task.step, task.attempt);
  return (await verifyResult(result, { keys, issuer: audience(task.queue), jobId: id, jobJws: jws })).outcome;
}

/** None for a runner that is not accepted. */
async function keysOf(context: Judging, queue: string): Promise<readonly PublicJwk[]> {
  if (queue === CLOUD_QUEUE) return context.publicKeys;
  const runner = await context.runners.get(queue);
  return runner ? [runner.signKey] : [];
}

/** What stands in the job's place is nothing that a queue puts there. */
export function unreadable(task: Task): StepOutcome {
  return failed({
    kind: 'person',
    code: 'job-unreadable',
    message: `The job of ${task.step} in the queue of ${whoIs(task.queue)} is no longer a valid job.`,
    advice: `Find out who writes to the queue ${task.queue}, then Retry.`,
  });
}

function refused(task: Task, reason: string): StepError {
  return {
    kind: 'ours',
    code: 'job-refused',
    message: `${capital(whoIs(task.queue))} refused the job.`,
    advice: `Check that the clock of ${whoIs(task.queue)} is right and that it was enrolled with this bot, then Retry.`,
    detail: reason.slice(0, 500),
  };
}

function tooLarge(task: Task, bytes: number): StepError {
  const kilobytes = (count: number) => Math.ceil(count / 1024);
  return {
    kind: 'person',
    code: 'result-too-large',
    message: `${capital(whoIs(task.queue))} answered ${task.step} with ${kilobytes(bytes)} KB; at most ${kilobytes(LIMITS.result)} KB are read.`,
    advice: `Find out what writes to the queue ${task.queue}; if the runner is not itself any more, remove it (@exo runners). Then Retry.`,
  };
}

function notUnderstood(task: Task, error: z.ZodError): StepError {
  return {
    kind: 'ours',
    code: 'result-not-understood',
    message: `The result of ${task.step} does not have the agreed form.`,
    advice: `Retry; if it happens again, ${whoIs(task.queue)} and the bot are of different versions: update both.`,
    detail: error.message.slice(0, 500),
  };
}

function notTrusted(task: Task, error: unknown): StepError {
  return {
    kind: 'ours',
    code: 'result-not-trusted',
    message: `A result of ${task.step} was refused: it was not signed by ${whoIs(task.queue)}.`,
    advice: `Find out who can write to Redis and whether ${whoIs(task.queue)} was enrolled again, then Retry.`,
    detail: messageOf(error).slice(0, 500),
  };
}

function parse(text: string | null): unknown {
  return JSON.parse(text ?? 'null');
}

function failed(error: StepError): StepOutcome {
  return { status: 'failed', error };
}

function whoIs(queue: string): string {
  return queue === CLOUD_QUEUE ? 'the jobs process' : `the runner ${queue}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
