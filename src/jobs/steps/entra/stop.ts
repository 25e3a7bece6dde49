import { type StepError, StepFailure } from '../../../contracts/errors.ts';

/** A failure that a person must resolve. */
export function needsPerson(error: Omit<StepError, 'kind'>): StepFailure {
  return new StepFailure({ kind: 'person', ...error });
}
