import type { Logger } from '../log/logger.ts';
import { createTrouble } from '../log/trouble.ts';
import { isAuthenticationError, isConnectionError } from '../redis/connection.ts';

/** What the guard needs of a BullMQ worker. */
export interface GuardedWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'closing', listener: () => void): unknown;
  pause(doNotWaitActive: boolean): Promise<void>;
  resume(): Promise<void>;
}

export interface GuardOptions {
  readonly logger: Logger;
  /** What an error means here and what to do about it, for the log; undefined: nothing is known about it. */
  readonly explain?: (error: Error) => Promise<string | undefined>;
  /** The longest pause between two tries, in milliseconds. */
  readonly longestPauseMs?: number;
}

/** So many errors in a second are a loop: BullMQ repeats what Redis refuses without any pause (6,400 a second). */
const TOLERATED = 5;
const WINDOW_MS = 1000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
/** Without an error for so long after a pause the worker is taken for well again. */
const WELL_AFTER_MS = 5000;

/**
 * Keeps a worker from spinning: when Redis refuses what it does it pauses, tries again after a while, less and less often,
 * and goes on by itself when that works. The log gets one line for it, not one for each error. Jobs that run are left alone.
 */
export function guardWorker(worker: GuardedWorker, options: GuardOptions): void {
  const { logger, explain, longestPauseMs = LONGEST_PAUSE_MS } = options;
  const trouble = createTrouble(logger, {
    begins: 'the worker cannot work with Redis, it pauses and tries again',
    lasts: 'the worker still cannot work with Redis',
    over: 'the worker works again',
  });
  let explained = new Set<string>();
  let recent: number[] = [];
  let pauseMs = 0;
  let paused = false;
  let well: NodeJS.Timeout | undefined;
  let waking: NodeJS.Timeout | undefined;

  worker.on('error', (error) => {
    // The connection tells of itself, and waits before it connects again.
    if (isConnectionError(error)) return;
    clearTimeout(well);
    well = later(isWell, pauseMs + WELL_AFTER_MS);
    if (!isAuthenticationError(error)) trouble.report({ reason: error.message });
    const now = performance.now();
    recent = [...recent.filter((at) => now - at < WINDOW_MS), now];
    if (recent.length > TOLERATED && !paused) pause(error);
  });
  worker.once('closing', () => {
    clearTimeout(well);
    clearTimeout(waking);
    trouble.stop();
  });

  function pause(error: Error): void {
    paused = true;
    pauseMs = Math.min(Math.max(FIRST_PAUSE_MS, pauseMs * 2), longestPauseMs);
    clearTimeout(well);
    waking = later(wake, pauseMs);
    void worker.pause(true);
    tell(error).catch((failure: unknown) => logger.warn({ err: failure }, 'the reason could not be looked up'));
  }

  function wake(): void {
    paused = false;
    recent = [];
    well = later(isWell, WELL_AFTER_MS);
    void worker.resume();
  }

  function isWell(): void {
    pauseMs = 0;
    explained = new Set();
    trouble.over();
  }

  /** Each sentence once, as long as the trouble lasts. */
  async function tell(error: Error): Promise<void> {
    const sentence = await explain?.(error);
    if (!sentence || explained.has(sentence)) return;
    explained.add(sentence);
    logger.error({ advice: sentence }, 'the worker has no work');
  }
}

function later(work: () => void, ms: number): NodeJS.Timeout {
  return setTimeout(work, ms).unref();
}
