import type { Random } from '../time/random.ts';

/** What may go wrong with one request. */
export const FAULTS = [
  /** Redis refuses it: nothing happens. */
  'refused',
  /** It does not reach Redis. */
  'lost',
  /** It has its effect, and the answer does not come. */
  'answer-lost',
  /** The connection breaks after the effect, and ioredis sends it again on the next one. */
  'sent-twice',
  /** It hangs before its effect, or its answer does after it. */
  'late',
  'answer-late',
  /** The process dies before the effect, or after it. */
  'death-before',
  'death-after',
  /** The process stands still after it. */
  'sleep',
] as const;

export type Fault = (typeof FAULTS)[number];

/** How often each of them happens, from 0 to 1. */
export type Rates = Readonly<Partial<Record<Fault, number>>>;

/** Counts what went wrong. */
export type Counts = Record<Fault, number>;

export function noFaults(): Counts {
  const none = 0;
  return {
    refused: none,
    lost: none,
    'answer-lost': none,
    'sent-twice': none,
    late: none,
    'answer-late': none,
    'death-before': none,
    'death-after': none,
    sleep: none,
  };
}

export function chooseFault(random: Random, rates: Rates): Fault | undefined {
  let left = random.next();
  for (const fault of FAULTS) {
    left -= rates[fault] ?? 0;
    if (left < 0) return fault;
  }
  return undefined;
}
