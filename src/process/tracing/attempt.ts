import type { JobClaims, StepOutcome } from '../../contracts/job.ts';
import type { Tracing } from './tracing.ts';

/** When the job was given to its queue, and for how long it was not to be taken; both in milliseconds. */
export interface Queued {
  readonly timestamp: number;
  readonly opts: { readonly delay?: number };
}

/**
 * Since when a job may be taken, milliseconds since 1970. A runner's Redis user can write its jobs: what stands there moves a bar in a
 * picture, and nothing else.
 */
export function dueOf({ timestamp, opts }: Queued, now: number): number | undefined {
  const due = Math.min(timestamp + (opts.delay ?? 0), now);
  return Number.isFinite(due) ? due : undefined;
}

/**
 * Executes an attempt and records it, and how long it had waited in its queue.
 * @param now milliseconds since 1970
 */
export async function tracedAttempt(
  tracing: Tracing | undefined,
  { run, step, do: name, attempt, jti: job }: JobClaims,
  queued: Queued,
  now: () => number,
  work: () => Promise<StepOutcome>,
): Promise<StepOutcome> {
  if (!tracing) return work();
  const attributes = { 'exo.step': step, 'exo.attempt': attempt };
  const from = now();
  const due = dueOf(queued, from);
  if (due !== undefined) {
    tracing.record({ name: `wait for ${name}`, run, place: { kind: 'under-run' }, from: due, to: from, attributes });
  }
  const outcome = await tracing.during({ run, job }, work);
  const failed = outcome.status === 'failed' ? { failed: outcome.error.code } : {};
  tracing.record({ name, run, place: { kind: 'attempt', job }, from, to: now(), attributes, ...failed });
  return outcome;
}
