import type { z } from 'zod';
import { STEPS, type StepName, type StepOutput } from './index.ts';

type Parsed = z.ZodSafeParseResult<unknown>;

/** Outputs that were checked, by the object that holds them: a step's output is looked at again with each later step. */
const CHECKED = new WeakMap<object, { readonly name: StepName; readonly parsed: Parsed }>();

/** Checks an output against the contract of its step. What is answered for the same object is the same one: nobody changes it. */
export function parseOutput<N extends StepName>(name: N, output: unknown): z.ZodSafeParseResult<StepOutput<N>>;
export function parseOutput(name: StepName, output: unknown): Parsed {
  if (typeof output !== 'object' || output === null) return STEPS[name].output.safeParse(output);
  const known = CHECKED.get(output);
  if (known?.name === name) return known.parsed;
  const parsed = STEPS[name].output.safeParse(output);
  CHECKED.set(output, { name, parsed });
  // What comes out of a contract fits it, and is what the run keeps.
  if (parsed.success) CHECKED.set(parsed.data, { name, parsed });
  return parsed;
}
