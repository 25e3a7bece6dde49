import { z } from 'zod';
import { COMPLIANCE_ADMINISTRATOR } from '../../../contracts/permissions.ts';
import type { TenantGraph } from '../../../graph/client.ts';
import { withQuery } from '../../../graph/odata.ts';

export const ROLE_ASSIGNMENTS = '/roleManagement/directory/roleAssignments';

export const RoleAssignment = z.object({
  id: z.string(),
  roleDefinitionId: z.string().nullish(),
  directoryScopeId: z.string().nullish(),
});

/** Id of the assignment of Compliance Administrator for the whole directory; undefined when there is none. */
export async function findRoleAssignment(graph: TenantGraph, servicePrincipalId: string): Promise<string | undefined> {
  const path = withQuery(ROLE_ASSIGNMENTS, {
    $filter: `principalId eq '${servicePrincipalId}'`,
    $select: 'id,roleDefinitionId,directoryScopeId',
  });
  const assignments = await graph.getAll(path, RoleAssignment);
  // A built-in role's definition has the id of its template in every tenant.
  return assignments.find(
    (each) => each.roleDefinitionId === COMPLIANCE_ADMINISTRATOR.templateId && each.directoryScopeId === '/',
  )?.id;
}
