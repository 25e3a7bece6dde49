import { StepFailure } from '../../../contracts/errors.ts';
import type { Batch } from '../../../graph/client.ts';
import { GraphFailure } from '../../../graph/failures/graph-failure.ts';
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
  let flapped = false;
  const waits = [...WAITS_MS];
  for (;;) {
    const value = await read();
    if (value !== undefined && good(value)) {
      inARow += 1;
      if (inARow >= times) return value;
      // Replicas answer in turn; one that lags behind needs time, and only then asking it again at once says nothing new.
      if (flapped) await tools.pause(200, tools.signal);
      continue;
    }
    flapped ||= inARow > 0;
    inARow = 0;
    const wait = waits.shift();
    if (wait === undefined) throw notVisibleYet(what);
    if (waits.length === WAITS_MS.length - 1) await tools.progress(`waiting for ${what}`);
    await tools.pause(wait, tools.signal);
  }
}

/** A write together with what proves it. */
export interface WriteThenRead<W, T> {
  readonly what: string;
  /** Adds the writes. @returns what they answered, after the batch was sent */
  readonly write: (batch: Batch) => () => W;
  /** Adds one look. @returns what it shows */
  readonly look: (batch: Batch) => () => T | undefined;
  readonly good: (value: T) => boolean;
  readonly times?: number;
}

/**
 * Writes and reads back in one request; goes on reading only where the change did not show at once.
 * @throws StepFailure `not-visible-yet` (transient), or the failure of the write
 */
export async function writeThenRead<W, T>(tools: Tools, { what, write, look, good, times = 1 }: WriteThenRead<W, T>) {
  const batch = tools.graph.batch({ inOrder: true });
  const written = write(batch);
  const looks = Array.from({ length: times }, () => look(batch));
  await batch.send();
  const answer = written();
  const seen = looks.map(shown);
  const last = seen.at(-1);
  if (last !== undefined && seen.every((each) => each !== undefined && good(each)))
    return { written: answer, read: last };
  const read = async () => {
    const again = tools.graph.batch();
    const reply = look(again);
    await again.send();
    return reply();
  };
  return { written: answer, read: await readBack(tools, { what, read, good, times }) };
}

/** A look that failed behind the write says nothing about the write: it is repeated alone. */
function shown<T>(look: () => T | undefined): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof GraphFailure) return undefined;
    throw error;
  }
}

function notVisibleYet(what: string): StepFailure {
  return new StepFailure({
    kind: 'transient',
    code: 'not-visible-yet',
    message: `Microsoft Entra took a change and does not show it yet: waiting for ${what}.`,
    advice:
      'Changes in {tenant} take up to a few minutes to appear everywhere in Entra; if this persists, look in the audit log of {tenant} for who undid it.',
    budgetMs: REPLICATION_MS,
  });
}
