import { COMPLIANCE_ADMINISTRATOR } from '../../contracts/permissions.ts';
import type { StepInput, StepOutput } from '../../contracts/steps/index.ts';
import { giveOnce } from './entra/already-there.ts';
import { requireApproval } from './entra/approval.ts';
import { findRoleAssignment, ROLE_ASSIGNMENTS, RoleAssignment } from './entra/directory-role.ts';
import { requireOurEnterpriseApplication } from './entra/enterprise-application.ts';
import { readBack } from './entra/read-back.ts';
import type { Tools } from './entra/tools.ts';

/** Assigns Compliance Administrator for the whole directory, under an approval. */
export async function assignRole(input: StepInput<'assign-role'>, tools: Tools): Promise<StepOutput<'assign-role'>> {
  const { graph } = tools;
  const principalId = input.servicePrincipalId;
  const existing = await findRoleAssignment(graph, principalId);
  if (existing) return { assignmentId: existing, created: false };

  const { templateId, displayName } = COMPLIANCE_ADMINISTRATOR;
  await requireApproval(tools, input.approval, [{ id: templateId, name: `the role ${displayName}` }]);
  await requireOurEnterpriseApplication(tools, principalId);
  const body = {
    '@odata.type': '#microsoft.graph.unifiedRoleAssignment',
    roleDefinitionId: templateId,
    principalId,
    directoryScopeId: '/',
  };
  const created = await giveOnce(() => graph.post(ROLE_ASSIGNMENTS, body, RoleAssignment));
  const assignmentId = await readBack(tools, {
    what: 'the role to appear',
    read: () => findRoleAssignment(graph, principalId),
    good: () => true,
    times: 3,
  });
  return { assignmentId, created };
}
