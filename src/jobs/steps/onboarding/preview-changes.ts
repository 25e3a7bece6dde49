import { COMPLIANCE_ADMINISTRATOR } from '../../../contracts/permissions/permissions.ts';
import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { Application, applicationById, applicationByName } from '../entra/application/application.ts';
import { askDeletedApplications } from '../entra/application/deleted-application.ts';
import { differences } from '../entra/application/desired-application.ts';
import { oursOf, requireOurs } from '../entra/application/ownership.ts';
import { ourCertificates } from '../entra/certificates/credentials.ts';
import { askRoleAssignment } from '../entra/enterprise-application/directory-role.ts';
import { findEnterpriseApplication, requireEnabled } from '../entra/enterprise-application/enterprise-application.ts';
import { askMissing, askResources, nameOf } from '../entra/enterprise-application/grants.ts';
import { freshly } from '../entra/facts/seen.ts';
import type { Tools } from '../entra/tools.ts';

type Preview = StepOutput<'preview-changes'>;
type Input = StepInput<'preview-changes'>;

/** Read only: what a run of onboard would change in the tenant and what it would find in place. */
export async function previewChanges(input: Input, tools: Tools): Promise<Preview> {
  const application = await readApplication(input, tools);
  const { missing, role, isThere } = application
    ? await readEnterprise(application, input, tools)
    : { missing: input.permissions, role: undefined, isThere: false };

  const preview: Preview = { changes: [], inPlace: [] };
  describeApplication(preview, input, application);
  say(preview, isThere, 'create the enterprise application', 'the enterprise application exists');
  for (const permission of input.permissions) {
    const name = nameOf(permission);
    const isMissing = missing.some((each) => each.appRoleId === permission.appRoleId);
    say(preview, !isMissing, `grant ${name}`, `${name} is granted`);
  }
  const roleName = COMPLIANCE_ADMINISTRATOR.displayName;
  say(preview, role !== undefined, `assign the role ${roleName}`, `the role ${roleName} is assigned`);
  describeCertificate(preview, application, tools.now());
  return preview;
}

/** Our application; nothing is asked where a check found none a moment ago. */
async function readApplication(input: Input, tools: Tools): Promise<Application | undefined> {
  const { graph, now } = tools;
  const seen = freshly(input.seenApplication, now());
  if (seen && !seen.what) return undefined;
  const ours = oursOf(input, tools);
  const batch = graph.batch();
  const path = seen?.what ? applicationById(seen.what.id) : applicationByName(input.deploymentKey);
  const found = batch.find(path, Application);
  const refuseDeleted = askDeletedApplications(batch, input.deploymentKey, ours);
  await batch.send();
  const application = found.value();
  if (application) requireOurs(application, ours);
  else refuseDeleted();
  return application;
}

async function readEnterprise({ appId }: Application, input: Input, { graph, now }: Tools) {
  const known = freshly(input.seenApplication, now())?.what?.servicePrincipalId ?? (await findId(appId, graph));
  if (known === undefined) return { missing: input.permissions, role: undefined, isThere: false };
  const batch = graph.batch();
  const enterprise = findEnterpriseApplication(batch, appId);
  const resources = askResources(batch, input.permissions);
  const missingOf = askMissing(batch, known);
  const role = askRoleAssignment(batch, known);
  await batch.send();
  const found = enterprise.value();
  if (!found) return { missing: input.permissions, role: undefined, isThere: false };
  requireEnabled(found);
  return { missing: missingOf(resources()).map(({ permission }) => permission), role: role(), isThere: true };
}

async function findId(appId: string, graph: Tools['graph']): Promise<string | undefined> {
  const batch = graph.batch();
  const found = findEnterpriseApplication(batch, appId);
  await batch.send();
  return found.value()?.id;
}

function say(preview: Preview, there: boolean, change: string, inPlace: string): void {
  if (there) preview.inPlace.push(inPlace);
  else preview.changes.push(change);
}

function describeApplication(preview: Preview, input: Input, application: Application | undefined): void {
  const name = `"${input.displayName}"`;
  if (!application) {
    preview.changes.push(`register the application ${name}`);
    return;
  }
  // Which redirect address a run would use depends on its mode.
  const { names } = differences(application, { ...input, redirectUri: null });
  say(
    preview,
    names.length === 0,
    `change on the application ${name}: ${names.join(', ')}`,
    `the application ${name} is registered`,
  );
}

function describeCertificate(preview: Preview, application: Application | undefined, now: Date): void {
  const ends = application
    ? ourCertificates(application.keyCredentials, now).map((each) => each.endDateTime ?? '')
    : [];
  const last = ends.sort().at(-1);
  if (last === undefined) preview.changes.push('make a certificate and attach it to the application');
  else preview.inPlace.push(`a certificate of ours is attached${last && `, valid until ${last.slice(0, 10)}`}`);
}
