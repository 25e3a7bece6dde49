import type { z } from 'zod';
import { STEPS } from './table.ts';

export { STEPS } from './table.ts';
export type { CardLine, Remainder } from './traits.ts';

export type StepName = keyof typeof STEPS;

export function isStepName(name: string): name is StepName {
  return Object.hasOwn(STEPS, name);
}

export type StepInput<N extends StepName> = z.infer<(typeof STEPS)[N]['input']>;
export type StepOutput<N extends StepName> = z.infer<(typeof STEPS)[N]['output']>;

export type CloudStepName = { [N in StepName]: (typeof STEPS)[N]['by'] extends 'cloud' ? N : never }[StepName];
/** Steps that give somebody a right or a key. */
export type PrivilegedStepName = {
  [N in StepName]: (typeof STEPS)[N]['privileged'] extends false ? never : N;
}[StepName];
export type RunnerStepName = Exclude<StepName, CloudStepName>;
/** What a runner may do on its MID server. */
export type Capability = Exclude<(typeof STEPS)[StepName]['by'], 'cloud'>;

/** Which attempt a worker executes: what a privileged write is checked against. */
export interface JobRef {
  readonly run: string;
  /** Id of the step in the run's plan. */
  readonly step: string;
  readonly attempt: number;
  /** Id of the job, `jti` of its claims. */
  readonly id: string;
}

/** What a step's code is handed besides its input. */
export interface StepContext {
  readonly job: JobRef;
  /** Fires on cancel, shutdown and deadline. */
  readonly signal: AbortSignal;
  /** One short sentence for the card, e.g. `waiting for the application to appear`. */
  progress(note: string): Promise<void>;
}
