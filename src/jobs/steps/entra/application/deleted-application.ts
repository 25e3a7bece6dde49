import { needsPerson } from '../../../../contracts/errors.ts';
import type { Batch } from '../../../../graph/client.ts';
import { type Ours, wasOurs } from './ownership.ts';
import { DELETED_APPLICATIONS, DeletedApplication } from './removed.ts';

/**
 * Adds the deleted applications to a batch: Entra keeps each, and its unique name, for 30 days.
 * @returns a function that throws StepFailure `application-deleted` when ours is among them, unless exo deleted it itself
 */
export function askDeletedApplications(batch: Batch, deploymentKey: string, ours: Ours): () => void {
  const all = batch.all(DELETED_APPLICATIONS, DeletedApplication);
  return () => {
    const deleted = all.value().find((each) => wasOurs(each, deploymentKey, ours));
    if (!deleted || deleted.id === ours.deleted) return;
    const name = `"${deleted.displayName ?? deleted.appId}"`;
    throw needsPerson({
      code: 'application-deleted',
      message: `Somebody deleted our application ${name} in {tenant} during the last 30 days.`,
      advice: `Restore ${name}, or delete it permanently, under App registrations > Deleted applications of {tenant}; then Retry.`,
      detail: `application ${deleted.appId}, object ${deleted.id}`,
    });
  };
}
