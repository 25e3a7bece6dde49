import { jobId } from '../../contracts/job.ts';
import type { RunEvent } from '../../runs/events.ts';
import { findStep, type Run } from '../../runs/run.ts';
import { formatTask, parseTask, type Task } from '../../runs/task.ts';
import type { OrchestratorContext } from './context.ts';
import { type Deadline, removeDeadline } from './deadlines.ts';
import { handOver, withdraw } from './hand-over.ts';
import { dueOf, lookAt, type Seen } from './look-at.ts';
import { LEASE_MS, postpone, settleEntry } from './outbox.ts';
import { closeJob } from './queue/close-job.ts';
import { type JobLook, readJob } from './queue/read-job.ts';

/** Something to do for a run. */
export type Errand =
  /** Look at a job, which was handed over at `since`. */
  | { readonly kind: 'look'; readonly task: Task; readonly since: number }
  /** Hand over or withdraw what this process claimed until `lease`. */
  | { readonly kind: 'hand'; readonly task: Task; readonly lease: number }
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
type Hand = Extract<Errand, { kind: 'hand' }>;

const AFTER_ERROR_MS = 5000;

/**
 * One turn of a run: reads it once, looks at its jobs, records everything that was seen as one change, and hands over
 * what follows. An errand that fails stays where it is in Redis, and harms no other.
 * @returns the jobs among those looked at that are still in flight
 */
export async function moveRun(
  context: OrchestratorContext,
  id: string,
  errands: readonly Errand[],
  watch: Watcher,
): Promise<InFlight[]> {
  const looks = errands.filter((each): each is Look => each.kind === 'look');
  const hands = errands.filter((each): each is Hand => each.kind === 'hand');
  const deadlines = errands.flatMap((each) => (each.kind === 'deadline' ? [each.deadline] : []));

  const reading = Promise.allSettled(looks.map(({ task }) => readJobOf(context, task)));
  const [read, jobs] = await Promise.all([context.store.get(id), reading]);
  const seen = await Promise.all(looks.map((look, index) => trySeeing(context, read, look, jobs[index])));
  const passed = deadlines.map(({ name }): RunEvent => ({ type: 'deadline-passed', name }));
  const first = await record(context, read, [...passed, ...seen.flatMap(({ events }) => events)]);
  await Promise.all([
    handAll(context, first.run, [...hands, ...first.hands], watch),
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
  if (!from || events.length === 0) return { run: from, hands: [] };
  const applied = await context.store.applyAll(from.id, events, { from, leaseMs: LEASE_MS });
  const hands = (applied?.tasks ?? []).flatMap((entry): Hand[] => {
    const task = parseTask(entry);
    return task ? [{ kind: 'hand', task, lease: applied?.until ?? 0 }] : [];
  });
  return { run: applied?.run, hands };
}

async function putAway(context: OrchestratorContext, { task, entry }: Seen & Look): Promise<void> {
  if (entry === 'close') await closeJob(context, task, 'even-active');
  if (entry === 'forget') await context.redis.zrem(context.keys.inflight, formatTask(task));
}

/** Hands over, and again what follows from a step that could not be: its failure may release others. */
async function handAll(context: OrchestratorContext, run: Run | undefined, hands: readonly Hand[], watch: Watcher) {
  for (let [now, left] = [run, hands]; left.length > 0; ) {
    const ends = await Promise.all(left.map((hand) => tryHanding(context, now, hand, watch)));
    const next = await record(
      context,
      now,
      ends.flatMap((end) => end?.event ?? []),
    );
    await Promise.all(ends.map((end) => end && settleEntry(context, end.task, 'drop')));
    [now, left] = [next.run, next.hands];
  }
}

/** @returns the end of a step that could not be handed over */
async function tryHanding(
  context: OrchestratorContext,
  run: Run | undefined,
  { task, lease }: Hand,
  watch: Watcher,
): Promise<{ readonly task: Task; readonly event: RunEvent } | undefined> {
  try {
    if (task.action === 'withdraw') {
      await withdraw(context, task);
      return undefined;
    }
    // Before the job is added: what happens to it at once must not be missed.
    watch.keep([inFlight(run, task, context.now())]);
    const handed = await handOver(context, run, task, lease);
    if (handed === 'in-flight') return undefined;
    watch.drop({ task });
    if (handed === 'dropped') return undefined;
    return { task, event: { type: 'step-finished', step: task.step, attempt: task.attempt, outcome: handed } };
  } catch (error) {
    // One task that cannot be handed over must not hold up the others.
    context.logger.error({ ...task, err: error }, 'task could not be handed over, trying again');
    await postpone(context, task, AFTER_ERROR_MS);
    return undefined;
  }
}

function inFlight(run: Run | undefined, task: Task, since: number): InFlight {
  return { task, since, due: dueOf(run && findStep(run, task.step), since) };
}
