import type { z } from 'zod';
import { Instant } from '../../../../contracts/ids.ts';
import { GraphFailure } from '../../../../graph/failures/graph-failure.ts';
import { withQuery } from '../../../../graph/requests/odata.ts';
import type { TenantGraph } from '../../../../graph/requests/tenant-graph.ts';
import { Application } from './application.ts';

/** An application that Entra keeps for 30 days after it was deleted. */
export const DeletedApplication = Application.pick({
  id: true,
  appId: true,
  displayName: true,
  uniqueName: true,
  createdByAppId: true,
  tags: true,
}).extend({ deletedDateTime: Instant.nullish() });
export type DeletedApplication = z.infer<typeof DeletedApplication>;

export const DELETED_APPLICATIONS = withQuery('/directory/deletedItems/microsoft.graph.application', {
  $select: 'id,appId,displayName,uniqueName,createdByAppId,tags,deletedDateTime',
});

/** Deletes something; that it is gone already is as good. @returns whether it was there */
export async function removeIfThere(graph: Pick<TenantGraph, 'remove'>, path: string): Promise<boolean> {
  try {
    await graph.remove(path);
    return true;
  } catch (error) {
    if (error instanceof GraphFailure && error.status === 404) return false;
    throw error;
  }
}
