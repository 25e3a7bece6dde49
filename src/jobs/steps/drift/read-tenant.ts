import { z } from 'zod';
import { Guid } from '../../../contracts/ids.ts';
import type { StepInput } from '../../../contracts/steps/index.ts';
import type { TenantGraph } from '../../../graph/client.ts';
import { literal, withQuery } from '../../../graph/requests/odata.ts';
import { KeyCredential, PasswordCredential } from '../entra/application/application.ts';
import { DELETED_APPLICATIONS, DeletedApplication } from '../entra/application/removed.ts';
import { ROLE_ASSIGNMENTS, RoleAssignment } from '../entra/enterprise-application/directory-role.ts';
import { pathByAppId } from '../entra/enterprise-application/enterprise-application.ts';
import { askHoldersOfApplication, askHoldersOfEnterpriseApplication } from '../entra/facts/holders.ts';
import type { TenantState } from './tenant-state.ts';

/** Both kinds of object carry them: https://learn.microsoft.com/entra/identity/enterprise-apps/deactivate-app-registration */
const Watched = z.object({
  id: Guid,
  accountEnabled: z.boolean().nullish(),
  isDisabled: z.boolean().nullish(),
  disabledByMicrosoftStatus: z.string().nullish(),
  keyCredentials: z.array(KeyCredential).default([]),
  passwordCredentials: z.array(PasswordCredential).default([]),
});

const SWITCHES = 'id,isDisabled,disabledByMicrosoftStatus,keyCredentials,passwordCredentials';

const Held = z.object({
  resourceId: Guid,
  resourceDisplayName: z.string().nullish(),
  appRoleId: Guid,
});

const Resource = z.object({ id: Guid });

type Input = Pick<StepInput<'check-drift'>, 'appId' | 'permissions'>;

/** Everything that is compared, in two requests; nothing of it is believed to be ours for its name. */
export async function readTenant({ appId, permissions }: Input, graph: TenantGraph): Promise<TenantState> {
  const identity = await graph.identity();
  const batch = graph.batch();
  const application = batch.find(withQuery(`/applications(appId=${literal(appId)})`, { $select: SWITCHES }), Watched);
  const enterprise = batch.find(withQuery(pathByAppId(appId), { $select: `accountEnabled,${SWITCHES}` }), Watched);
  const resources = [...new Set(permissions.map(({ resourceAppId }) => resourceAppId))].map((resourceAppId) => ({
    resourceAppId,
    reply: batch.find(withQuery(pathByAppId(resourceAppId), { $select: 'id' }), Resource),
  }));
  await batch.send();
  const found = application.value();
  const resourceIds = new Map(
    resources.flatMap(({ resourceAppId, reply }) => {
      const id = reply.value()?.id;
      return id ? [[resourceAppId, id] as const] : [];
    }),
  );
  if (!found) return { application: undefined, deleted: await findDeleted(appId, graph), resourceIds };
  const principal = enterprise.value();
  return {
    application: { ...found, ...switchOf(found) },
    enterprise: principal && { ...principal, ...switchOf(principal), enabled: principal.accountEnabled !== false },
    resourceIds,
    ...(await readAround(found.id, principal?.id, identity?.oid, graph)),
  };
}

/** Who else can use it, and what it is given. */
async function readAround(id: string, principal: string | undefined, ourId: string | undefined, graph: TenantGraph) {
  const batch = graph.batch();
  const holders = askHoldersOfApplication(batch, id, ourId);
  const owners = principal === undefined ? undefined : askHoldersOfEnterpriseApplication(batch, principal, ourId);
  const grants =
    principal === undefined ? undefined : batch.all(`/servicePrincipals/${principal}/appRoleAssignments`, Held);
  const $filter = `principalId eq '${principal}'`;
  const roles =
    principal === undefined ? undefined : batch.all(withQuery(ROLE_ASSIGNMENTS, { $filter }), RoleAssignment);
  await batch.send();
  return {
    holders: [...holders().others, ...(owners?.().others ?? [])],
    grants: grants?.value() ?? [],
    roles: roles?.value() ?? [],
  };
}

function switchOf({ isDisabled, disabledByMicrosoftStatus: by }: z.infer<typeof Watched>) {
  return { isDisabled: isDisabled === true, byMicrosoft: by && by !== 'NotDisabled' ? by : undefined };
}

async function findDeleted(appId: string, graph: TenantGraph) {
  const all = await graph.getAll(DELETED_APPLICATIONS, DeletedApplication);
  const deleted = all.find((each) => each.appId === appId);
  return deleted && { deletedDateTime: deleted.deletedDateTime };
}
