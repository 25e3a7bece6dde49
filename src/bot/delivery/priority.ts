import { isFinal, type Run } from '../../runs/run.ts';

const DAY_MS = 24 * 3_600_000;

/** Whether the run ended or needs somebody: its card is written before the others. */
export function isUrgent(run: Run): boolean {
  return isFinal(run) || run.state === 'needs-person';
}

/** Whether a run ended so long ago that nobody needs to be told any more, if it could not be told until now. */
export function isLongOver(run: Run | undefined, now: number): boolean {
  return run?.finishedAt !== undefined && now - run.finishedAt > DAY_MS;
}
