import { CodedError, messageOf } from '../errors.ts';
import type { Logger } from '../log/logger.ts';
import { createTrouble, type Trouble } from '../log/trouble.ts';
import { repeatUntil } from '../time/repeat-until.ts';
import { within } from '../time/within.ts';
import { type Condition, type NamedCondition, stops } from './condition.ts';

/** A question that is asked again and again. What it throws stops the process's work, in the words of the error. */
export interface Probe {
  readonly name: string;
  readonly everyMs: number;
  /** How soon it is asked again when the answer was not `ok`; as often as always when missing. */
  readonly againMs?: number;
  /** How long the answer may take; 10 s unless said. */
  readonly withinMs?: number;
  /** What is the case when there is no answer in time. */
  readonly late: { readonly says: string; readonly advice: string };
  /** Others log it already, such as the connection to Redis. */
  readonly loggedElsewhere?: boolean;
  /** @param signal aborts when the answer takes too long */
  readonly ask: (signal: AbortSignal) => Promise<Condition>;
}

/** A part of the process that works in turns; turns that fail, or do not end, stop the process's work. */
export interface PulseOptions {
  readonly name: string;
  /** The longest time between two good turns. */
  readonly withinMs: number;
  /** When the last good turn was too long ago. */
  readonly late: { readonly says: string; readonly advice: string };
}

/** Whether this process can do its work, as far as it can know. */
export interface Readiness {
  probe(probe: Probe): void;
  /** @returns what to call after each good turn */
  pulse(options: PulseOptions): () => void;
  /** Everything that is watched, in the order in which it was named. */
  conditions(): NamedCondition[];
}

const ANSWER_WITHIN_MS = 10_000;
const NOT_YET = stops('It has not been looked at yet.', 'Wait some seconds.');

/** Whether nothing can be said about it, because its first answer is awaited. */
export function isUnknown({ says }: Pick<Condition, 'says'>): boolean {
  return says === NOT_YET.says;
}

/** @param now milliseconds, growing evenly whatever the clock of the machine does */
export function startReadiness(logger: Logger, now: () => number = () => performance.now()): Readiness & Disposable {
  const watched = new Map<string, () => Condition>();
  const stopping = new AbortController();
  const troubles: Trouble[] = [];
  return {
    probe(probe) {
      const trouble = createTrouble(logger, {
        begins: `${probe.name} is not well`,
        lasts: `${probe.name} is still not well`,
        over: `${probe.name} is well again`,
      });
      troubles.push(trouble);
      let latest: Condition = NOT_YET;
      watched.set(probe.name, () => latest);
      void askAgainAndAgain(probe, stopping.signal, (condition) => {
        latest = condition;
        const { state, says, advice } = condition;
        if (probe.loggedElsewhere) return;
        if (state === 'ok') trouble.over();
        else trouble.report({ state, says, advice });
      });
    },
    pulse({ name, withinMs, late }) {
      let last = now();
      watched.set(name, () =>
        now() - last <= withinMs ? { state: 'ok', says: 'It works.' } : stops(late.says, late.advice),
      );
      return () => {
        last = now();
      };
    },
    conditions: () => [...watched].map(([name, condition]) => ({ name, ...condition() })),
    [Symbol.dispose]() {
      stopping.abort();
      for (const trouble of troubles) trouble.stop();
    },
  };
}

async function askAgainAndAgain(probe: Probe, signal: AbortSignal, tell: (condition: Condition) => void) {
  const { everyMs, againMs = everyMs } = probe;
  await repeatUntil(signal, async () => {
    const condition = await askOnce(probe, signal);
    if (!signal.aborted) tell(condition);
    return condition.state === 'ok' ? everyMs : againMs;
  });
}

async function askOnce(
  { ask, late: tooLate, withinMs = ANSWER_WITHIN_MS }: Probe,
  stopping: AbortSignal,
): Promise<Condition> {
  const late = new AbortController();
  const answer = ask(AbortSignal.any([late.signal, stopping])).catch(
    (error: unknown): Condition =>
      error instanceof CodedError
        ? stops(error.message, error.advice)
        : stops(messageOf(error), 'The log of this process has more about it.'),
  );
  return within(withinMs, answer, () => {
    late.abort();
    return stops(tooLate.says, tooLate.advice);
  });
}
