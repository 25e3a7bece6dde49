import { z } from 'zod';
import { knownPermission } from '../../../contracts/permissions/known-permissions.ts';
import { COMPLIANCE_ADMINISTRATOR } from '../../../contracts/permissions/permissions.ts';
import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { withQuery } from '../../../graph/requests/odata.ts';
import { Application, applicationByName } from '../entra/application/application.ts';
import { oursOf, requireMadeByUs } from '../entra/application/ownership.ts';
import { hasOurName, thumbprintOf } from '../entra/certificates/credentials.ts';
import { readSignIns } from '../entra/certificates/sign-ins.ts';
import { ROLE_ASSIGNMENTS, RoleAssignment } from '../entra/enterprise-application/directory-role.ts';
import {
  type EnterpriseApplication,
  findEnterpriseApplication,
} from '../entra/enterprise-application/enterprise-application.ts';
import { askHoldersOfApplication, otherCredentials } from '../entra/facts/holders.ts';
import { unlessGone } from '../entra/gone.ts';
import { askOrganization } from '../entra/organization.ts';
import type { Tools } from '../entra/tools.ts';

type Output = StepOutput<'survey-application'>;

const DAY_MS = 86_400_000;
/** Entra keeps sign-ins for 30 days. */
const KEPT_MS = 30 * DAY_MS;

const Grant = z.object({ id: z.string(), resourceDisplayName: z.string().nullish(), appRoleId: z.string() });

/** Read only: everything that goes when the tenant is taken out, and when it was last used. */
export async function surveyApplication(input: StepInput<'survey-application'>, tools: Tools): Promise<Output> {
  const batch = tools.graph.batch();
  const organization = askOrganization(batch, input.tenantId);
  const found = batch.find(applicationByName(input.deploymentKey), Application);
  await batch.send();
  const { displayName, initialDomain } = organization();
  const application =
    found.value() ??
    (await unlessGone(tools, () => tools.graph.find(applicationByName(input.deploymentKey), Application)));
  const nothing = { permissions: [], roles: [], credentials: [], lastUse: { known: false, at: null, from: null } };
  if (!application) return { displayName, initialDomain, application: null, ...nothing };
  requireMadeByUs(application, oursOf(input, tools));
  return { displayName, initialDomain, ...(await describe(application, tools)) };
}

async function describe(
  application: Application,
  tools: Tools,
): Promise<Omit<Output, 'displayName' | 'initialDomain'>> {
  const { graph } = tools;
  const { id, appId, displayName, createdByAppId } = application;
  const identity = await graph.identity();
  const batch = graph.batch();
  const enterprise = findEnterpriseApplication(batch, appId);
  const holders = askHoldersOfApplication(batch, id, identity?.oid);
  await batch.send();
  const principal = enterprise.value();
  const [given, lastUse] = await Promise.all([rightsOf(principal, tools), lastUseOf(appId, tools)]);
  return {
    application: {
      id,
      appId,
      displayName: displayName ?? appId,
      servicePrincipalId: principal?.id ?? null,
      createdByAppId: createdByAppId ?? tools.clientId,
    },
    lastUse,
    ...given,
    credentials: [
      ...application.keyCredentials.flatMap((each) => (hasOurName(each) ? [`certificate ${thumbprintOf(each)}`] : [])),
      ...otherCredentials('application', application, tools.now()).map(({ text }) => `${text}, not put there by exo`),
      ...holders().others.map(({ text }) => `${text}, not put there by exo`),
    ],
  };
}

async function rightsOf(principal: EnterpriseApplication | undefined, { graph }: Tools) {
  if (!principal) return { permissions: [], roles: [] };
  const batch = graph.batch();
  const grants = batch.all(`/servicePrincipals/${principal.id}/appRoleAssignments`, Grant);
  const $filter = `principalId eq '${principal.id}'`;
  const roles = batch.all(withQuery(ROLE_ASSIGNMENTS, { $filter }), RoleAssignment);
  await batch.send();
  return {
    permissions: grants
      .value()
      .map(
        ({ resourceDisplayName, appRoleId }) =>
          `${nameOfPermission(appRoleId)} on ${resourceDisplayName ?? 'a resource'}`,
      )
      .toSorted(),
    roles: roles.value().map(nameOfRole).toSorted(),
  };
}

/** What exo could learn of the last sign-in; a log that cannot be read says nothing. */
async function lastUseOf(appId: string, { graph, now }: Tools): Promise<Output['lastUse']> {
  const since = new Date(now().getTime() - KEPT_MS);
  const signIns = await readSignIns(graph, { appId, since });
  if (!signIns) return { known: false, at: null, from: null };
  const last = signIns.filter(({ errorCode }) => errorCode === 0).toSorted((one, other) => other.at - one.at)[0];
  return { known: true, at: last ? new Date(last.at).toISOString() : null, from: last?.address ?? null };
}

/** Names that exo knows; an id says the rest to whoever looks it up. */
function nameOfPermission(appRoleId: string): string {
  return knownPermission({ resourceAppId: '', appRoleId, value: '' })?.value ?? `permission ${appRoleId}`;
}

function nameOfRole({ roleDefinitionId, directoryScopeId }: z.infer<typeof RoleAssignment>): string {
  const { templateId, displayName } = COMPLIANCE_ADMINISTRATOR;
  const name = roleDefinitionId === templateId ? displayName : `role ${roleDefinitionId}`;
  return directoryScopeId === '/' ? `${name}, whole directory` : `${name}, ${directoryScopeId}`;
}
