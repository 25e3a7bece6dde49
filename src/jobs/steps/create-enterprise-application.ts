import type { StepInput, StepOutput } from '../../contracts/steps/index.ts';
import { NewObject } from './entra/application.ts';
import { findRoleAssignment } from './entra/directory-role.ts';
import { findEnterpriseApplication, pathByAppId } from './entra/enterprise-application.ts';
import { missingGrants, resolveGrants } from './entra/grants.ts';
import { otherCredentials, readHoldersOfEnterpriseApplication } from './entra/holders.ts';
import { readBack } from './entra/read-back.ts';
import type { Tools } from './entra/tools.ts';

/** Without it the portal hides the enterprise application from its list. */
const SHOW_IN_PORTAL = 'WindowsAzureActiveDirectoryIntegratedApp';

/** Makes the enterprise application and finds what it still lacks, for the approval card. */
export async function createEnterpriseApplication(
  input: StepInput<'create-enterprise-application'>,
  tools: Tools,
): Promise<StepOutput<'create-enterprise-application'>> {
  const { graph } = tools;
  let created = false;
  let enterprise = await findEnterpriseApplication(graph, input.appId);
  if (!enterprise) {
    created = (await graph.upsert(pathByAppId(input.appId), { tags: [SHOW_IN_PORTAL] }, NewObject)) !== undefined;
    enterprise = await readBack(tools, {
      what: 'the enterprise application to appear',
      read: () => findEnterpriseApplication(graph, input.appId),
      good: () => true,
    });
  }
  const ourId = (await graph.identity())?.oid;
  const owners = await readHoldersOfEnterpriseApplication(graph, enterprise.id, ourId);
  const grants = await resolveGrants(graph, input.permissions);
  const missing = await missingGrants(graph, enterprise.id, grants);
  return {
    servicePrincipalId: enterprise.id,
    created,
    missingPermissions: missing.map(({ permission }) => permission),
    roleAssigned: (await findRoleAssignment(graph, enterprise.id)) !== undefined,
    others: [...otherCredentials('enterprise-application', enterprise, tools.now()), ...owners.others],
  };
}
