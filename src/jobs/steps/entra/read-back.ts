import { StepFailure } from '../../../contracts/errors.ts';
import type { Tools } from './tools.ts';

/** Under 10 s altogether: a longer wait is a later attempt, so that no worker sleeps. */
const WAITS_MS = [300, 700, 1500, 3000, 4000];

/** Longest wait for a change to appear, as Terraform's provider has it for Entra. */
const REPLICATION_MS = 12 * 60_000;

export interface ReadBack<T> {
  /** Completes "waiting for", e.g. `the application to appear`. */
  readonly what: string;
  readonly read: () => Promise<T | undefined>;
  readonly good: (value: T) => boolean;
  /** Good answers in a row that prove it; replicas answer in turn. Default 1. */
  readonly times?: number;
}

/**
 * Reads until a change is visible.
 * @returns what was read last.
 * @throws StepFailure `not-visible-yet` (transient) when it does not appear within a few seconds.
 */
export async function readBack<T>(tools: Tools, { what, read, good, times = 1 }: ReadBack<T>): Promise<T> {
  let inARow = 0;
  const waits = [...WAITS_MS];
  for (;;) {
    const value = await read();
    if (value !== undefined && good(value)) {
      inARow += 1;
      if (inARow >= times) return value;
      await tools.pause(200, tools.signal);
      continue;
    }
    inARow = 0;
    const wait = waits.shift();
    if (wait === undefined) throw notVisibleYet(what);
    if (waits.length === WAITS_MS.length - 1) await tools.progress(`waiting for ${what}`);
    await tools.pause(wait, tools.signal);
  }
}

function notVisibleYet(what: string): StepFailure {
  return new StepFailure({
    kind: 'transient',
    code: 'not-visible-yet',
    message: `Microsoft Entra took a change and does not show it yet: waiting for ${what}.`,
    advice: 'Nothing to do: changes take up to a few minutes to appear everywhere in Entra.',
    budgetMs: REPLICATION_MS,
  });
}
