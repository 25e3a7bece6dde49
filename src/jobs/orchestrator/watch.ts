import { jobId } from '../../contracts/job.ts';
import type { InFlight, Watcher } from './move/move-run.ts';
import { LEASE_MS } from './outbox.ts';
import { createTimers } from './pace/timers.ts';
import type { JobHint } from './queue/queue-events.ts';

/** A step that ends within this time after it began is recorded once, not twice. */
const STARTED_AFTER_MS = 100;
const PROGRESS_AFTER_MS = 250;
/** Without a hint: soon at first, then ever more seldom. */
const UNASKED_MIN_MS = 1000;
const UNASKED_MAX_MS = 10_000;
const AFTER_ERROR_MS = 3000;
/** A job is known here before it stands in Redis: for as long as its entry may be leased. */
const HANDING_MS = LEASE_MS;

/** The jobs in flight that this process knows of, and when it looks at each. A pace and nothing more. */
export interface Watch extends Watcher {
  /** Looks again soon at jobs that could not be looked at. */
  retry(jobs: readonly InFlight[]): void;
  /** Something happened to a job. Of one that this process does not know another one takes care. */
  hint(hint: JobHint): void;
  /** All jobs that Redis said at a moment to be in flight: looks at those that are new here, forgets those that are over. */
  compare(jobs: readonly Omit<InFlight, 'due'>[], moment: number): void;
  stop(): void;
}

/** @param now milliseconds since 1970 */
export function createWatch(now: () => number, look: (job: Omit<InFlight, 'due'>) => void): Watch {
  const timers = createTimers(now);
  const known = new Map<string, Omit<InFlight, 'due'>>();
  const nameOf = ({ task }: Pick<InFlight, 'task'>) => `${task.queue} ${jobId(task.run, task.step, task.attempt)}`;

  function lookAt(job: Omit<InFlight, 'due'>, moment: number): void {
    known.set(nameOf(job), job);
    // What was hinted at meanwhile comes first.
    timers.sooner(nameOf(job), moment, () => look(job));
  }

  return {
    keep(jobs) {
      for (const job of jobs) lookAt(job, unasked(now(), job.due));
    },
    retry(jobs) {
      for (const job of jobs) lookAt(job, now() + AFTER_ERROR_MS);
    },
    drop(job) {
      known.delete(nameOf(job));
      timers.clear(nameOf(job));
    },
    hint({ queue, job, what }) {
      const entry = known.get(`${queue} ${job}`);
      if (!entry) return;
      const soon = { ended: 0, claimed: STARTED_AFTER_MS, progress: PROGRESS_AFTER_MS }[what];
      timers.sooner(nameOf(entry), now() + soon, () => look(entry));
    },
    compare(jobs, moment) {
      const names = new Set(jobs.map(nameOf));
      for (const [name, job] of known) if (!names.has(name) && job.since < moment - HANDING_MS) this.drop(job);
      for (const job of jobs) if (!known.has(nameOf(job))) lookAt(job, now());
    },
    stop: timers.clearAll,
  };
}

function unasked(now: number, due: number): number {
  if (due > now) return due + UNASKED_MIN_MS;
  return now + Math.min(Math.max((now - due) / 4, UNASKED_MIN_MS), UNASKED_MAX_MS);
}
