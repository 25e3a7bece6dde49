import { StepFailure } from '../../contracts/errors.ts';
import { audience, CLOUD_QUEUE, jobId } from '../../contracts/job.ts';
import { signJob } from '../../contracts/signing.ts';
import { isUnderWay } from '../../runs/entries.ts';
import { planOf } from '../../runs/plans/index.ts';
import { findStep, isFinal, type Run, type RunStep } from '../../runs/run.ts';
import { formatTask, parseTask, type Task } from '../../runs/task.ts';
import { JOB_LIFE_MS, type OrchestratorContext } from './context.ts';
import { removeJob } from './remove-job.ts';
import { readable } from './set-aside.ts';

/** Finished jobs are removed when their result is recorded; this only clears what a withdrawn run leaves behind. */
const KEEP_SECONDS = 7 * 24 * 3600;
const CANCEL_MARK_SECONDS = 24 * 3600;

const AFTER_ERROR_MS = 5000;

/** Hands over what stands in the outbox. Safe to repeat at any point: the job id makes it one job. */
export async function dispatch(context: OrchestratorContext): Promise<number> {
  const { redis, keys, logger } = context;
  const members = await redis.zrangebyscore(keys.outbox, '-inf', context.now(), 'LIMIT', 0, 1000);
  for (const { member, value: task } of await readable(context, 'outbox', members, parseTask)) {
    try {
      await settle(context, member, task);
    } catch (error) {
      // One task that cannot be handed over must not hold up the others.
      logger.error({ task: member, err: error }, 'task could not be handed over, trying again');
      await redis.zadd(keys.outbox, 'XX', context.now() + AFTER_ERROR_MS, member);
    }
  }
  return members.length;
}

async function settle(context: OrchestratorContext, member: string, task: Task): Promise<void> {
  const { redis, keys } = context;
  const handed = task.action === 'execute' ? await handOver(context, task) : await takeBack(context, task);
  const commit = redis.multi().zrem(keys.outbox, member);
  if (handed) commit.zadd(keys.inflight, context.now(), member);
  else commit.zrem(keys.inflight, formatTask({ ...task, action: 'execute' }));
  await commit.exec();
}

async function handOver(context: OrchestratorContext, task: Task): Promise<boolean> {
  const run = await context.store.get(task.run);
  const step = run && findStep(run, task.step);
  // The outbox only says where to look: what is signed follows from the run, whoever wrote the entry.
  if (!run || !step || isFinal(run) || !isUnderWay(step, task)) return false;
  const input = await buildInput(context, run, step);
  if (input === undefined) return false;
  const id = jobId(task.run, task.step, task.attempt);
  const now = context.now();
  const delay = Math.max((step.retryAt ?? now) - now, 0);
  const jws = await signJob(
    {
      iss: 'orchestrator',
      aud: audience(task.queue),
      jti: id,
      iat: Math.floor(now / 1000),
      exp: Math.floor((now + delay + JOB_LIFE_MS) / 1000),
      run: task.run,
      step: task.step,
      do: step.name,
      attempt: task.attempt,
      input,
    },
    context.signingKey,
  );
  await context
    .queue(task.queue)
    .add(
      step.name,
      { jws },
      { jobId: id, delay, attempts: 1, removeOnComplete: { age: KEEP_SECONDS }, removeOnFail: { age: KEEP_SECONDS } },
    );
  context.logger.info({ run: task.run, step: task.step, attempt: task.attempt, delay }, 'step handed over');
  return true;
}

async function buildInput(context: OrchestratorContext, run: Run, step: RunStep): Promise<unknown> {
  try {
    const runners = await context.runners.all();
    if (step.queue !== CLOUD_QUEUE && !runners.has(step.queue ?? '')) throw notAccepted(step);
    return planOf(run).input(run, step, runners);
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    const outcome = { status: 'failed', error: error.error } as const;
    await context.store.apply(run.id, { type: 'step-finished', step: step.id, attempt: step.attempt, outcome });
    return undefined;
  }
}

function notAccepted(step: RunStep): StepFailure {
  return new StepFailure({
    kind: 'person',
    code: 'runner-not-accepted',
    message: `The runner ${step.queue} is not accepted.`,
    advice: `Enrol it (@exo runner add ${step.server}) and accept it (@exo runners), then Retry.`,
  });
}

async function takeBack(context: OrchestratorContext, task: Task): Promise<boolean> {
  const id = jobId(task.run, task.step, task.attempt);
  if (!(await removeJob(context, task.queue, id))) {
    const key = context.keys.cancelled(task.queue);
    await context.redis.multi().sadd(key, id).expire(key, CANCEL_MARK_SECONDS).exec();
  }
  context.logger.info({ run: task.run, step: task.step, attempt: task.attempt }, 'step taken back');
  return false;
}
