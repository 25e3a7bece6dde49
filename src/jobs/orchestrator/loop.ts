import { CLOUD_QUEUE } from '../../contracts/job.ts';
import { createTrouble, type Trouble, type TroubleMessages } from '../../process/log/trouble.ts';
import { listenToCommits } from '../../process/redis/wake.ts';
import { repeatUntil } from '../../process/time/repeat-until.ts';
import { formatTask } from '../../runs/decide/task.ts';
import type { OrchestratorContext } from './context.ts';
import { passedDeadlines } from './deadlines.ts';
import { allInFlight } from './in-flight.ts';
import { createLostLook } from './lost.ts';
import { type Errand, moveRun } from './move/move-run.ts';
import { claim } from './outbox.ts';
import type { Lanes } from './pace/lanes.ts';
import { createLanes } from './pace/lanes.ts';
import { onceAtATime } from './pace/once-at-a-time.ts';
import { listenToQueues, type QueueEvents } from './queue/queue-events.ts';
import { createWatch, type Watch } from './watch.ts';

/** Runs that are moved at the same time. */
const SIDE_BY_SIDE = 32;
/** Every process looks at everything this often, whatever it was told: hints may get lost. */
const LOOK_EVERY_MS = 4000;
const LOST_EVERY_MS = 7000;

/** What the parts of the orchestrator share. */
interface Desk {
  readonly context: OrchestratorContext;
  readonly lanes: Lanes<Errand>;
  readonly watch: Watch;
  readonly events: QueueEvents;
  /** Runs that could not be moved, and parts of a look that failed: tried again every few seconds, by many. */
  readonly unmoved: Trouble;
  readonly unseen: Trouble;
}

/**
 * Keeps runs moving. What happens wakes it: commits, by a hint from inside their script; jobs, by the events of their
 * queues; moments, by timers. It relies on none of that: now and then it looks at everything. All it knows is in Redis,
 * so any number of processes may do it, and after a crash the next one finds everything there.
 */
export function startOrchestrator(context: OrchestratorContext): AsyncDisposable {
  const { redis, keys, logger } = context;
  const stopping = new AbortController();
  const lanes = createLanes<Errand>(SIDE_BY_SIDE, (run, errands) => turn(desk, run, errands));
  const watch = createWatch(context.now, ({ task, since }) => {
    lanes.add(task.run, `look ${task.step} ${task.attempt}`, { kind: 'look', task, since });
  });
  const events = listenToQueues(redis, keys, logger, watch.hint);
  const desk: Desk = { context, lanes, watch, events, ...troublesOf(context) };
  const claimAll = onceAtATime(async () => {
    await attempt(desk, 'outbox', () => claimInto(desk));
  });
  const commits = listenToCommits(redis, keys, logger, (id) => {
    claimAll();
    context.groups?.hint(id);
  });
  const loops = [
    every(LOOK_EVERY_MS, context, stopping.signal, () => lookAround(desk)),
    every(LOST_EVERY_MS, context, stopping.signal, lostLook(desk)),
  ];
  logger.info('orchestrator is ready');
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      watch.stop();
      await Promise.all([commits[Symbol.asyncDispose](), events[Symbol.asyncDispose](), ...loops]);
      await lanes.idle();
      watch.stop();
      desk.unmoved.stop();
      desk.unseen.stop();
    },
  };
}

function troublesOf({ logger }: OrchestratorContext): Pick<Desk, 'unmoved' | 'unseen'> {
  const make = (messages: TroubleMessages) => createTrouble(logger, messages, { overWhenQuiet: true });
  return {
    unmoved: make({
      begins: 'run could not be moved, trying again',
      lasts: 'runs still cannot be moved, trying again',
      over: 'runs are moved again',
    }),
    unseen: make({
      begins: 'part of a look at everything failed, trying again',
      lasts: 'parts of a look at everything still fail, trying again',
      over: 'the looks at everything work again',
    }),
  };
}

async function turn({ context, watch, unmoved }: Desk, run: string, errands: readonly Errand[]): Promise<void> {
  const looks = errands.flatMap((each) => (each.kind === 'look' ? [each] : []));
  try {
    const still = await moveRun(context, run, errands, watch);
    const names = new Set(still.map(({ task }) => formatTask(task)));
    for (const look of looks) if (!names.has(formatTask(look.task))) watch.drop(look);
    watch.keep(still);
  } catch (error) {
    unmoved.report({ run, err: error });
    watch.retry(looks.map(({ task, since }) => ({ task, since, due: since })));
  }
}

/** Looks at everything. Its parts know nothing of one another: one that fails keeps no other from its work. */
async function lookAround(desk: Desk): Promise<void> {
  const { context, lanes, watch, events } = desk;
  const queues = await attempt(desk, 'queues', async () => {
    for (const queue of [CLOUD_QUEUE, ...(await context.redis.hkeys(context.keys.runners))])
      await events.include(queue);
  });
  await attempt(desk, 'events', () => events.tidy());
  const outbox = await attempt(desk, 'outbox', () => claimInto(desk));
  const deadlines = await attempt(desk, 'deadlines', async () => {
    for (const deadline of await passedDeadlines(context)) {
      lanes.add(deadline.run, `deadline ${deadline.name}`, { kind: 'deadline', deadline });
    }
  });
  const inFlight = await attempt(desk, 'in-flight', async () => {
    const moment = context.now();
    watch.compare(await allInFlight(context), moment);
  });
  const due = await attempt(desk, 'due', async () => context.beginDue?.());
  const groups = await attempt(desk, 'groups', async () => context.groups?.look());
  if (queues && outbox && deadlines && inFlight && due && groups) context.looked?.();
}

async function claimInto({ context, lanes }: Desk): Promise<void> {
  for (const { task, lease } of await claim(context)) {
    lanes.add(task.run, `${task.action} ${task.step} ${task.attempt}`, { kind: 'dispatch', task, lease });
  }
}

function lostLook(desk: Desk): () => Promise<unknown> {
  const look = createLostLook(desk.context);
  return () => attempt(desk, 'lost', look);
}

/** @returns whether it went well */
async function attempt({ unseen }: Desk, part: string, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    unseen.report({ part, err: error });
    return false;
  }
}

/** At once, then again and again, with a little chance so that several processes do not do it together. */
async function every(ms: number, { random }: OrchestratorContext, signal: AbortSignal, work: () => Promise<unknown>) {
  await repeatUntil(signal, async () => {
    await work();
    return ms * (0.75 + random() / 2);
  });
}
