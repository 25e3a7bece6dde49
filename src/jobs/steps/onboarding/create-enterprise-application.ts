import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { GraphFailure } from '../../../graph/failures/graph-failure.ts';
import { wasThere } from '../entra/already-there.ts';
import { NewObject } from '../entra/application/application.ts';
import { askRoleAssignment } from '../entra/enterprise-application/directory-role.ts';
import {
  askEnterpriseApplication,
  findEnterpriseApplication,
  pathByAppId,
  requireEnabled,
} from '../entra/enterprise-application/enterprise-application.ts';
import { askMissing, askResources } from '../entra/enterprise-application/grants.ts';
import { askHoldersOfEnterpriseApplication, otherCredentials } from '../entra/facts/holders.ts';
import { freshly } from '../entra/facts/seen.ts';
import { readBack } from '../entra/read-back.ts';
import type { Tools } from '../entra/tools.ts';

/** Without it the portal hides the enterprise application from its list. */
const SHOW_IN_PORTAL = 'WindowsAzureActiveDirectoryIntegratedApp';

type Input = StepInput<'create-enterprise-application'>;
type Output = StepOutput<'create-enterprise-application'>;

/** Makes the enterprise application and finds what it still lacks and who else can use it, for the approval card. */
export async function createEnterpriseApplication(input: Input, tools: Tools): Promise<Output> {
  const seen = freshly(input.seenEnterprise, tools.now());
  const known = seen ? (seen.what ?? undefined) : await findId(input.appId, tools);
  const made = known === undefined ? await make(input.appId, tools) : undefined;
  const what = await readBack(tools, {
    what: 'the enterprise application to appear',
    read: async () => {
      const id = known ?? made?.id ?? (await findId(input.appId, tools));
      return id === undefined ? undefined : describe(id, input, tools);
    },
    good: () => true,
  });
  return { ...what, created: made?.created ?? false };
}

async function make(appId: string, { graph }: Tools) {
  try {
    const made = await graph.upsert(pathByAppId(appId), { tags: [SHOW_IN_PORTAL] }, NewObject);
    return { created: made !== undefined, id: made?.id };
  } catch (error) {
    // Made in the same moment, by an attempt whose answer got lost or by an administrator's consent: done, not busy.
    if (error instanceof GraphFailure && wasThere(error)) return { created: false, id: undefined };
    throw error;
  }
}

async function findId(appId: string, { graph }: Tools): Promise<string | undefined> {
  const batch = graph.batch();
  const found = findEnterpriseApplication(batch, appId);
  await batch.send();
  return found.value()?.id;
}

/** Everything about it in one request; undefined while it is not visible. */
async function describe(
  id: string,
  { permissions }: Input,
  { graph, now }: Tools,
): Promise<Omit<Output, 'created'> | undefined> {
  const identity = await graph.identity();
  const batch = graph.batch();
  const enterprise = askEnterpriseApplication(batch, id);
  const holders = askHoldersOfEnterpriseApplication(batch, id, identity?.oid);
  const resources = askResources(batch, permissions);
  const missingOf = askMissing(batch, id);
  const role = askRoleAssignment(batch, id);
  await batch.send();
  if (enterprise.failure()?.status === 404) return undefined;
  requireEnabled(enterprise.value());
  const roleAssignmentId = role() ?? null;
  return {
    servicePrincipalId: id,
    missingPermissions: missingOf(resources()).map(({ permission }) => permission),
    roleAssigned: roleAssignmentId !== null,
    roleAssignmentId,
    others: [...otherCredentials('enterprise-application', enterprise.value(), now()), ...holders().others],
  };
}
