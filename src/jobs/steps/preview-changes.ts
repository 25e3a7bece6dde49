import { COMPLIANCE_ADMINISTRATOR } from '../../contracts/permissions.ts';
import type { StepInput, StepOutput } from '../../contracts/steps/index.ts';
import { type Application, findOurApplication } from './entra/application.ts';
import { ourCertificates } from './entra/credentials.ts';
import { refuseDeletedApplication } from './entra/deleted-application.ts';
import { differences } from './entra/desired-application.ts';
import { findRoleAssignment } from './entra/directory-role.ts';
import { findEnterpriseApplication } from './entra/enterprise-application.ts';
import { type Grant, missingGrants, nameOf, resolveGrants } from './entra/grants.ts';
import type { Tools } from './entra/tools.ts';

type Preview = StepOutput<'preview-changes'>;

/** Read only: what a run of onboard would change in the tenant and what it would find in place. */
export async function previewChanges(input: StepInput<'preview-changes'>, tools: Tools): Promise<Preview> {
  const { graph } = tools;
  const application = await findOurApplication(tools, input.deploymentKey);
  if (!application) await refuseDeletedApplication(tools, input.deploymentKey);
  const grants = await resolveGrants(graph, input.permissions);
  const enterprise = application && (await findEnterpriseApplication(graph, application.appId));
  const missing = enterprise ? await missingGrants(graph, enterprise.id, grants) : grants;
  const role = enterprise && (await findRoleAssignment(graph, enterprise.id));

  const preview: Preview = { changes: [], inPlace: [] };
  describeApplication(preview, input, application);
  say(preview, enterprise !== undefined, 'create the enterprise application', 'the enterprise application exists');
  describeGrants(preview, grants, missing);
  const roleName = COMPLIANCE_ADMINISTRATOR.displayName;
  say(preview, role !== undefined, `assign the role ${roleName}`, `the role ${roleName} is assigned`);
  describeCertificate(preview, application, tools.now());
  return preview;
}

function say(preview: Preview, there: boolean, change: string, inPlace: string): void {
  if (there) preview.inPlace.push(inPlace);
  else preview.changes.push(change);
}

function describeApplication(
  preview: Preview,
  input: StepInput<'preview-changes'>,
  application: Application | undefined,
): void {
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

function describeGrants(preview: Preview, grants: readonly Grant[], missing: readonly Grant[]): void {
  for (const grant of grants) {
    const name = nameOf(grant.permission);
    say(preview, !missing.includes(grant), `grant ${name}`, `${name} is granted`);
  }
}

function describeCertificate(preview: Preview, application: Application | undefined, now: Date): void {
  const ends = application
    ? ourCertificates(application.keyCredentials, now).map((each) => each.endDateTime ?? '')
    : [];
  const last = ends.sort().at(-1);
  if (last === undefined) preview.changes.push('make a certificate and attach it to the application');
  else preview.inPlace.push(`a certificate of ours is attached${last && `, valid until ${last.slice(0, 10)}`}`);
}
