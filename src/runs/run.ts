import type { z } from 'zod';
import type { RoleName } from '../process/config/exo-config.ts';
import type { Stored } from '../process/records/record.ts';
import type * as records from './records/run.ts';

// The form of everything that is stored with a run, and what its members mean, stands in records/run.ts.
export type Person = Stored<typeof records.Person>;
export type TenantTarget = Stored<typeof records.TenantTarget>;
export type RunRequest = Stored<typeof records.RunRequest>;
export type Rotation = Stored<typeof records.Rotation>;
export type ApprovalRules = Stored<typeof records.ApprovalRules>;
export type GateName = z.infer<typeof records.GateName>;
export type LocalName = z.infer<typeof records.LocalName>;
export type RunStep = Stored<typeof records.RunStep>;
export type StepState = RunStep['state'];
export type Gate = Stored<typeof records.Gate>;
export type Run = Stored<typeof records.Run>;
export type RunState = Run['state'];

/** A person together with the roles that were established for them just now. */
export interface Actor extends Person {
  readonly roles: readonly RoleName[];
}

/** States after which a run never changes. */
export const FINAL_STATES: ReadonlySet<RunState> = new Set(['finished', 'declined', 'cancelled']);

export function isFinal(run: Run): boolean {
  return FINAL_STATES.has(run.state);
}

export function findStep(run: Run, id: string): RunStep | undefined {
  return run.steps.find((step) => step.id === id);
}
