import { jobId } from '../../../contracts/job.ts';
import { formatTask, parseTask, type Task } from '../../../runs/decide/task.ts';
import type { RunEvent } from '../../../runs/events.ts';
import { findStep, type Run } from '../../../runs/run.ts';
import type { OrchestratorContext } from '../context.ts';
import { type Deadline, removeDeadline } from '../deadlines.ts';
import { LEASE_MS, postpone, settleEntry } from '../outbox.ts';
import { closeJob } from '../queue/close-job.ts';
import { type JobLook, readJob } from '../queue/read-job.ts';
import { dispatch, withdraw } from './dispatch.ts';
import { dueOf, lookAt, type Seen } from './look-at.ts';

/** Something to do for a run. */
export type Errand =
  /** Look at a job, which was dispatched at `since`. */
  | { readonly kind: 'look'; readonly task: Task; readonly since: number }
  /** Dispatch or withdraw what this process claimed until `lease`. */
  | { readonly kind: 'dispatch'; readonly task: Task; readonly lease: number }
  | { readonly kind: 'deadline'; readonly deadline: Deadline };

/** A job in flight after a turn. */
export interface InFlight {
  readonly task: Task;
  readonly since: number;
  /** When its worker may take it, milliseconds since 1970. */
  readonly due: number;
}

/** Who looks at jobs in flight when there is reason to. */
export interface Watcher {
  keep(jobs: readonly InFlight[]): void;
  drop(job: Pick<InFlight, 'task'>): void;
}

type Look = Extract<Errand, { kind: 'look' }>;
type Dispatch = Extract<Errand, { kind: 'dispatch' }>;

const AFTER_ERROR_MS = 5000;

/**
 * One turn of a run: reads it once, looks at its jobs, records everything that was seen as one change, and
 * dispatches what follows. An errand that fails stays where it is in Redis, and harms no other.
 * @returns the jobs among those looked at that are still in flight
 */
export async function moveRun(
  context: OrchestratorContext,
  id: string,
  errands: readonly Errand[],
  watch: Watcher,
): Promise<InFlight[]> {
  const looks = errands.filter((each): each is Look => each.kind === 'look');
  const dispatches = errands.filter((each): each is Dispatch => each.kind === 'dispatch');
  const deadlines = errands.flatMap((each) => (each.kind === 'deadline' ? [each.deadline] : []));

  const reading = Promise.allSettled(looks.map(({ task }) => readJobOf(context, task)));
  const [read, jobs] = await Promise.all([context.store.get(id), reading]);
  const seen = await Promise.all(looks.map((look, index) => trySeeing(context, read, look, jobs[index])));
  const passed = deadlines.map(({ name }): RunEvent => ({ type: 'deadline-passed', name }));
  const first = await record(context, read, [...passed, ...seen.flatMap(({ events }) => events)]);
  await Promise.all([
    dispatchAll(context, first.run, [...dispatches, ...first.dispatches], watch),
    ...seen.map((each) => putAway(context, each)),
    ...deadlines.map((deadline) => removeDeadline(context, deadline)),
  ]);
  const still = seen.filter(({ entry }) => entry === 'keep');
  return still.map(({ task, since }) => inFlight(first.run, task, since));
}

function readJobOf(context: OrchestratorContext, { queue, run, step, attempt }: Task): Promise<JobLook> {
  return readJob(context, queue, jobId(run, step, attempt));
}

async function trySeeing(
  context: OrchestratorContext,
  run: Run | undefined,
  look: Look,
  job: PromiseSettledResult<JobLook> | undefined,
): Promise<Seen & Look> {
  try {
    if (!run) return { ...look, ...GONE };
    if (job?.status !== 'fulfilled') throw job?.reason;
    return { ...look, ...(await lookAt(context, run, look, job.value)) };
  } catch (error) {
    context.logger.error({ ...look.task, err: error }, 'job could not be looked at, trying again');
    return { ...look, events: [], entry: 'keep' };
  }
}

/** Of a run that is not there or cannot be read nothing is in flight; the slow look puts back what must be. */
const GONE: Seen = { events: [], entry: 'forget' };

async function record(context: OrchestratorContext, from: Run | undefined, events: readonly RunEvent[]) {
  if (!from || events.length === 0) return { run: from, dispatches: [] };
  const applied = await context.store.applyAll(from.id, events, { from, leaseMs: LEASE_MS });
  const dispatches = (applied?.tasks ?? []).flatMap((entry): Dispatch[] => {
    const task = parseTask(entry);
    return task ? [{ kind: 'dispatch', task, lease: applied?.until ?? 0 }] : [];
  });
  return { run: applied?.run, dispatches };
}

async function putAway(context: OrchestratorContext, { task, entry }: Seen & Look): Promise<void> {
  if (entry === 'close') await closeJob(context, task, 'even-active');
  if (entry === 'forget') await context.redis.zrem(context.keys.inflight, formatTask(task));
}

/** Dispatches, and again what follows from a step that could not be: its failure may release others. */
async function dispatchAll(
  context: OrchestratorContext,
  run: Run | undefined,
  dispatches: readonly Dispatch[],
  watch: Watcher,
) {
  for (let [now, left] = [run, dispatches]; left.length > 0; ) {
    const ends = await Promise.all(left.map((each) => tryDispatching(context, now, each, watch)));
    const next = await record(
      context,
      now,
      ends.flatMap((end) => end?.event ?? []),
    );
    await Promise.all(ends.map((end) => end && settleEntry(context, end.task, 'drop')));
    [now, left] = [next.run, next.dispatches];
  }
}

/** @returns the end of a step that could not be dispatched */
async function tryDispatching(
  context: OrchestratorContext,
  run: Run | undefined,
  { task, lease }: Dispatch,
  watch: Watcher,
): Promise<{ readonly task: Task; readonly event: RunEvent } | undefined> {
  try {
    if (task.action === 'withdraw') {
      await withdraw(context, task);
      return undefined;
    }
    // Before the job is added: what happens to it at once must not be missed.
    watch.keep([inFlight(run, task, context.now())]);
    const dispatched = await dispatch(context, run, task, lease);
    if (dispatched === 'in-flight') return undefined;
    watch.drop({ task });
    if (dispatched === 'dropped') return undefined;
    return { task, event: { type: 'step-finished', step: task.step, attempt: task.attempt, outcome: dispatched } };
  } catch (error) {
    // One task that cannot be dispatched must not hold up the others.
    context.logger.error({ ...task, err: error }, 'task could not be dispatched, trying again');
    await postpone(context, task, AFTER_ERROR_MS);
    return undefined;
  }
}

function inFlight(run: Run | undefined, task: Task, since: number): InFlight {
  return { task, since, due: dueOf(run && findStep(run, task.step), since) };
}
