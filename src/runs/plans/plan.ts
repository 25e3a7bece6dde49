import type { StepError } from '../../contracts/errors.ts';
import type { Run, RunRequest, RunStep } from '../run.ts';

/** What a plan knows beyond the order of its steps. Everything here is pure. */
export interface Plan {
  /** Whether a run of it is the only open one of its tenant. */
  readonly holdsTenant: boolean;
  /** The steps of a new run, none of them released. */
  steps(request: RunRequest): RunStep[];
  /** Why a step has nothing to do, as a sentence for the card; undefined when it has. */
  skip(run: Run, step: RunStep): string | undefined;
  /**
   * The input of a step that a worker executes.
   * @throws StepFailure when something outside the run is missing, e.g. the key of a runner.
   */
  input(run: Run, step: RunStep, runners: RunnerKeys): unknown;
  /** The output of a step that the engine does itself. */
  computeOutput(run: Run, step: RunStep): unknown;
  /** Id of the step whose output must not be kept any longer once this one is done. */
  consumes(step: RunStep): string | undefined;
  /** Ids of the steps that are done again at once because of this failure, which is then no failure of the step. */
  returns?(run: Run, step: RunStep, error: StepError): readonly string[];
  /** Id of the step that a Retry of this failed one does again first, because what it did does not hold any more. */
  redoes(step: RunStep): string | undefined;
}

/** The accepted runners by id: the record as the orchestrator signed it, and its generation. */
export type RunnerKeys = ReadonlyMap<string, { readonly statement: string; readonly generation: number }>;

/** A step that nothing has happened to yet. */
export function waiting(step: Omit<RunStep, 'state' | 'attempt'>): RunStep {
  return { ...step, state: 'waiting', attempt: 0 };
}
