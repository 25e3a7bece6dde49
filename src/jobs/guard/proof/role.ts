import { GraphFailure } from '../../../graph/failures/graph-failure.ts';
import { approverNotReadable } from '../refusals.ts';

/**
 * Whether somebody has a role now.
 * @param ask rejects with GraphFailure when a group cannot be read
 * @throws StepFailure `approver-not-readable`; GraphFailure where asking again may help
 */
export async function hasRoleNow(person: { id: string; name: string }, ask: (id: string) => Promise<boolean>) {
  try {
    return await ask(person.id);
  } catch (error) {
    // The groups are read in the home tenant: the tenant of the run has nothing to do with it.
    if (!(error instanceof GraphFailure) || (error.status !== 403 && error.origin !== 'token')) throw error;
    throw approverNotReadable(person.name, error.message);
  }
}
