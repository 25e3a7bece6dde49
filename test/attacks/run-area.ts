import { messageOf } from '../../src/process/errors.ts';
import type { Area, Attempt } from './attempt.ts';
import type { World } from './world/world.ts';

/** How an attempt ended; `untried` is a fault of the suite and never counts as held. */
export interface Result {
  readonly area: string;
  readonly what: string;
  readonly outcome: 'held' | 'succeeded' | 'untried';
  readonly detail: string;
  readonly ms: number;
  /** What was measured. */
  readonly figure?: string | undefined;
}

const LONGEST_MS = 180_000;
const TOGETHER = 6;

/** Makes the attempts of one area and tells each result as it is there. */
export async function runArea(area: Area, world: World, tell: (result: Result) => void): Promise<Result[]> {
  const results: Result[] = [];
  const note = (result: Result) => {
    results.push(result);
    tell(result);
  };
  const untried = (what: string, error: unknown) =>
    note({ area: area.name, what, outcome: 'untried', detail: messageOf(error), ms: 0 });
  try {
    const { attempts, control, together } = await area.prepare(world);
    const waiting = [...attempts];
    const one = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) note(await make(area.name, next));
    };
    await Promise.all(Array.from({ length: together ? TOGETHER : 1 }, one));
    await control?.().catch((error: unknown) => untried('the rightful way still works (control)', error));
  } catch (error) {
    untried('to set the scene', error);
  }
  return results;
}

async function make(area: string, { what, attempt }: Attempt): Promise<Result> {
  const began = Date.now();
  const common = () => ({ area, what, ms: Date.now() - began });
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no verdict within ${LONGEST_MS / 1000} s`)), LONGEST_MS);
  try {
    const verdict = await Promise.race([attempt(), late]);
    return verdict.held
      ? { ...common(), outcome: 'held', detail: '', figure: verdict.figure }
      : { ...common(), outcome: 'succeeded', detail: verdict.reached, figure: verdict.figure };
  } catch (error) {
    return { ...common(), outcome: 'untried', detail: messageOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

const ENDS = { held: 'held', succeeded: 'SUCCEEDED', untried: 'NOT TRIED' } as const;

/** What was measured stands before the end, which is always the word alone. */
export function lineOf({ area, what, outcome, figure }: Result): string {
  return [area, what, ...(figure ? [figure] : []), ENDS[outcome]].join(' | ');
}
