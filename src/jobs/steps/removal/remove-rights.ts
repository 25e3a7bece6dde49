import { z } from 'zod';
import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { withQuery } from '../../../graph/requests/odata.ts';
import { Application, applicationById } from '../entra/application/application.ts';
import { oursOf, requireMadeByUs } from '../entra/application/ownership.ts';
import { removeIfThere } from '../entra/application/removed.ts';
import { ROLE_ASSIGNMENTS, RoleAssignment } from '../entra/enterprise-application/directory-role.ts';
import { unlessGone } from '../entra/gone.ts';
import type { Tools } from '../entra/tools.ts';

const Grant = z.object({ id: z.string() });

/** Takes every role and every permission from our enterprise application, under an approval that says so. */
export async function removeRights(
  input: StepInput<'remove-rights'>,
  tools: Tools,
): Promise<StepOutput<'remove-rights'>> {
  const { graph } = tools;
  const { servicePrincipalId: id, applicationId, tenantId } = input;
  if (id === null) return { roles: 0, permissions: 0 };
  const application = await unlessGone(tools, () => graph.find(applicationById(applicationId), Application));
  if (!application) return { roles: 0, permissions: 0 };
  requireMadeByUs(application, oursOf(input, tools));
  const batch = graph.batch();
  const roles = batch.all(withQuery(ROLE_ASSIGNMENTS, { $filter: `principalId eq '${id}'` }), RoleAssignment);
  const grants = batch.all(`/servicePrincipals/${id}/appRoleAssignments`, Grant);
  await batch.send();
  const [held, given] = [roles.value(), grants.value()];
  if (held.length + given.length === 0) return { roles: 0, permissions: 0 };
  await tools.authorize({ kind: 'remove-rights', tenantId, applicationId, servicePrincipalId: id });
  for (const role of held) await removeIfThere(graph, `${ROLE_ASSIGNMENTS}/${role.id}`);
  for (const grant of given) await removeIfThere(graph, `/servicePrincipals/${id}/appRoleAssignments/${grant.id}`);
  return { roles: held.length, permissions: given.length };
}
