import { parseArgs } from 'node:util';

export interface ChaosOptions {
  readonly runs: number;
  /** How long all of it may take. */
  readonly seconds: number;
  readonly seed: number;
}

/** @throws Error that says what a wrong argument should be */
export function readOptions(args: readonly string[], chance: number): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { runs: { type: 'string' }, seconds: { type: 'string' }, seed: { type: 'string' } },
  });
  return {
    runs: whole('runs', values.runs ?? '300', 1),
    seconds: whole('seconds', values.seconds ?? '480', 30),
    seed: whole('seed', values.seed ?? String(chance), 0),
  };
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`--${name} takes a whole number of at least ${least}, not "${text}".`);
}
