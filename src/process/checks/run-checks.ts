import { stdout } from 'node:process';
import { CodedError, messageOf } from '../errors.ts';
import { scrub } from '../log/scrub.ts';
import { type Condition, lineOf, type NamedCondition, stops } from '../readiness/condition.ts';
import { within } from '../time/within.ts';

/** A question that is asked once. What it throws stops the process's work, in the words of the error. */
export interface Check {
  readonly name: string;
  readonly ask: () => Promise<Condition> | Condition;
}

const WITHIN_MS = 15_000;

export async function askChecks(checks: readonly Check[]): Promise<NamedCondition[]> {
  return Promise.all(checks.map(async ({ name, ask }) => ({ name, ...(await answerOf(ask)) })));
}

async function answerOf(ask: Check['ask']): Promise<Condition> {
  try {
    return await within(WITHIN_MS, Promise.resolve().then(ask), () =>
      stops('There was no answer within 15 s.', 'See whether this machine reaches what is asked.'),
    );
  } catch (error) {
    return conditionOf(error);
  }
}

function conditionOf(error: unknown): Condition {
  if (error instanceof CodedError) return stops(error.message, error.advice);
  return stops(messageOf(error), 'Report it with this line.');
}

/**
 * Prints one line for each condition and what they come to.
 * @param collect everything that is checked; a configuration that cannot be read is a line too
 * @returns exit code: 1 when something stops the process's work
 */
export async function runChecks(process: string, collect: () => Promise<NamedCondition[]>): Promise<number> {
  const conditions = await collect().catch((error: unknown): NamedCondition[] => [
    { name: 'configuration', ...conditionOf(error) },
  ]);
  const say = (text: string) => stdout.write(`${scrub(text)}\n`);
  for (const condition of conditions) say(lineOf(condition));
  const stopping = conditions.filter(({ state }) => state === 'stops').length;
  const warnings = conditions.filter(({ state }) => state === 'warning').length;
  say(
    stopping > 0
      ? `${process} cannot do its work: ${stopping} of ${conditions.length} lines stop it.`
      : `${process} can do its work${warnings > 0 ? `; ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}` : ''}.`,
  );
  return stopping > 0 ? 1 : 0;
}
