import { JobProgress, jobId } from '../../contracts/job.ts';
import { findStep, type RunStep } from '../../runs/run.ts';
import { parseTask, type Task } from '../../runs/task.ts';
import { JOB_LIFE_MS, type OrchestratorContext } from './context.ts';
import { outcomeOf, unreadable } from './outcome.ts';
import { readJob } from './read-job.ts';
import { removeJob } from './remove-job.ts';
import { readable } from './set-aside.ts';

const LOOK_AGAIN_MIN_MS = 150;
const LOOK_AGAIN_MAX_MS = 3000;

/** When each job in flight is looked at next, by its entry. Only a pace: after a crash all are looked at at once. */
export type Looks = Map<string, number>;

/**
 * Looks after every job that was handed over: records results and progress, and hands over again what expired or
 * vanished. What is believed comes from the signatures and from the run; the jobs themselves can be written by their
 * runners, and one that is not as it should be harms its own step alone.
 */
export async function collect(context: OrchestratorContext, looks: Looks): Promise<void> {
  const { redis, keys } = context;
  const entries = scored(await redis.zrange(keys.inflight, '0', '-1', 'WITHSCORES'), context.now());
  for (const member of looks.keys()) if (!entries.has(member)) looks.delete(member);
  const due = [...entries.keys()].filter((member) => (looks.get(member) ?? 0) <= context.now());
  for (const { member, value: task } of await readable(context, 'inflight', due, parseTask)) {
    const next = await lookOrWait(context, member, task, entries.get(member) ?? context.now());
    if (next === undefined) looks.delete(member);
    else looks.set(member, next);
  }
}

/** @returns when to look again, or undefined when the entry is gone */
async function lookOrWait(
  context: OrchestratorContext,
  member: string,
  task: Task,
  since: number,
): Promise<number | undefined> {
  try {
    const next = await look(context, task, since);
    if (next === undefined) await context.redis.zrem(context.keys.inflight, member);
    return next;
  } catch (error) {
    context.logger.error({ task: member, err: error }, 'job could not be looked after, trying again');
    return context.now() + LOOK_AGAIN_MAX_MS;
  }
}

/**
 * @param since when the job was handed over
 * @returns when to look again, or undefined when the job is settled
 */
async function look(context: OrchestratorContext, task: Task, since: number): Promise<number | undefined> {
  const { store } = context;
  const about = { step: task.step, attempt: task.attempt };
  const run = await store.get(task.run);
  const step = run && findStep(run, task.step);
  // Whose result counts follows from the run, not from the entry in Redis.
  if (step?.queue !== task.queue) return undefined;
  const id = jobId(task.run, task.step, task.attempt);
  const job = await readJob(context, task.queue, id);
  const due = dueOf(step, since);
  const expired = context.now() > due + JOB_LIFE_MS;
  switch (job.state) {
    case 'missing':
      await store.apply(task.run, { type: 'step-lost', ...about });
      return undefined;
    case 'unreadable':
      await store.apply(task.run, { type: 'step-finished', ...about, outcome: unreadable(task) });
      await removeJob(context, task.queue, id, 'even-active');
      return undefined;
    case 'ended': {
      const outcome = await outcomeOf(context, task, job, expired);
      await store.apply(
        task.run,
        outcome ? { type: 'step-finished', ...about, outcome } : { type: 'step-lost', ...about },
      );
      await removeJob(context, task.queue, id, 'even-active');
      return undefined;
    }
    case 'open':
      if (job.claimed) {
        await store.apply(task.run, { type: 'step-started', ...about });
        const note = noteOf(job.progress);
        if (note !== undefined) await store.apply(task.run, { type: 'step-progress', ...about, note });
      } else if (expired && (await removeJob(context, task.queue, id))) {
        await store.apply(task.run, { type: 'step-lost', ...about });
        return undefined;
      }
      return nextLook(context.now(), Math.max(due, step.startedAt ?? 0));
  }
}

/** When a worker may take the job: what the run says, and the moment of the hand-over. */
function dueOf(step: RunStep, since: number): number {
  return Math.max(since, step.state === 'delayed' ? (step.retryAt ?? 0) : 0);
}

/** Often at first, then ever more seldom. */
function nextLook(now: number, since: number): number {
  const age = now - since;
  return age < 0 ? since : now + Math.min(Math.max(age / 10, LOOK_AGAIN_MIN_MS), LOOK_AGAIN_MAX_MS);
}

function noteOf(progress: string | number | null): string | undefined {
  if (typeof progress !== 'string') return undefined;
  try {
    return JobProgress.safeParse(JSON.parse(progress)).data?.note;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Members with their moments; one that no clock can show is now. */
function scored(list: readonly string[], now: number): Map<string, number> {
  const members = new Map<string, number>();
  for (let index = 0; index < list.length; index += 2) {
    const score = Number(list[index + 1]);
    members.set(list[index] ?? '', Number.isFinite(score) ? Math.min(score, now) : now);
  }
  return members;
}
