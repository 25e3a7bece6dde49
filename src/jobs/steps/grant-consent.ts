import type { StepInput, StepOutput } from '../../contracts/steps/index.ts';
import { giveOnce } from './entra/already-there.ts';
import { requireApproval } from './entra/approval.ts';
import { requireOurEnterpriseApplication } from './entra/enterprise-application.ts';
import { AppRoleAssignment, missingGrants, nameOf, resolveGrants } from './entra/grants.ts';
import { readBack } from './entra/read-back.ts';
import type { Tools } from './entra/tools.ts';

/** Grants the permissions that are missing (tenant-wide admin consent), under an approval. */
export async function grantConsent(
  input: StepInput<'grant-consent'>,
  tools: Tools,
): Promise<StepOutput<'grant-consent'>> {
  const { graph } = tools;
  const grants = await resolveGrants(graph, input.permissions);
  const missing = await missingGrants(graph, input.servicePrincipalId, grants);
  const names = missing.map(({ permission }) => nameOf(permission));
  if (missing.length > 0) {
    await requireApproval(
      tools,
      input.approval,
      missing.map(({ permission }) => ({ id: permission.appRoleId, name: nameOf(permission) })),
    );
    await requireOurEnterpriseApplication(tools, input.servicePrincipalId);
    for (const { permission, resourceId } of missing) {
      const body = { principalId: input.servicePrincipalId, resourceId, appRoleId: permission.appRoleId };
      await giveOnce(() => graph.post(`/servicePrincipals/${resourceId}/appRoleAssignedTo`, body, AppRoleAssignment));
    }
    await readBack(tools, {
      what: 'the granted permissions to appear',
      read: () => missingGrants(graph, input.servicePrincipalId, grants),
      good: (still) => still.length === 0,
    });
  }
  return {
    granted: names,
    alreadyGranted: grants.filter((grant) => !missing.includes(grant)).map(({ permission }) => nameOf(permission)),
  };
}
