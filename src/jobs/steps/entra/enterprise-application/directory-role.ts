import { z } from 'zod';
import { COMPLIANCE_ADMINISTRATOR } from '../../../../contracts/permissions/permissions.ts';
import type { Batch } from '../../../../graph/client.ts';
import { withQuery } from '../../../../graph/requests/odata.ts';

export const ROLE_ASSIGNMENTS = '/roleManagement/directory/roleAssignments';

export const RoleAssignment = z.object({
  id: z.string(),
  roleDefinitionId: z.string().nullish(),
  directoryScopeId: z.string().nullish(),
});

/**
 * Adds the roles of an enterprise application to a batch.
 * @returns the id of the assignment of Compliance Administrator for the whole directory; undefined when there is none
 */
export function askRoleAssignment(batch: Batch, servicePrincipalId: string): () => string | undefined {
  const path = withQuery(ROLE_ASSIGNMENTS, {
    $filter: `principalId eq '${servicePrincipalId}'`,
    $select: 'id,roleDefinitionId,directoryScopeId',
  });
  const assignments = batch.all(path, RoleAssignment);
  // A built-in role's definition has the id of its template in every tenant.
  return () =>
    assignments
      .value()
      .find((each) => each.roleDefinitionId === COMPLIANCE_ADMINISTRATOR.templateId && each.directoryScopeId === '/')
      ?.id;
}
