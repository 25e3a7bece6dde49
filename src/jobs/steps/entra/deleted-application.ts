import { withQuery } from '../../../graph/odata.ts';
import { Application } from './application.ts';
import { wasOurs } from './ownership.ts';
import { needsPerson } from './stop.ts';
import type { Tools } from './tools.ts';

const Deleted = Application.pick({
  id: true,
  appId: true,
  displayName: true,
  uniqueName: true,
  createdByAppId: true,
  tags: true,
});

const PATH = withQuery('/directory/deletedItems/microsoft.graph.application', {
  $select: 'id,appId,displayName,uniqueName,createdByAppId,tags',
});

/**
 * Entra keeps a deleted application, and its unique name, for 30 days.
 * @throws StepFailure `application-deleted` when ours is among them.
 */
export async function refuseDeletedApplication({ graph, clientId }: Tools, deploymentKey: string): Promise<void> {
  const deleted = (await graph.getAll(PATH, Deleted)).find((each) => wasOurs(each, deploymentKey, clientId));
  if (!deleted) return;
  const name = `"${deleted.displayName ?? deleted.appId}"`;
  throw needsPerson({
    code: 'application-deleted',
    message: `Somebody deleted our application ${name} in this tenant during the last 30 days.`,
    advice: `Restore ${name}, or delete it permanently, under App registrations > Deleted applications; then Retry.`,
    detail: `application ${deleted.appId}, object ${deleted.id}`,
  });
}
