import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { Application, applicationByName } from '../entra/application/application.ts';
import { askDeletedApplications } from '../entra/application/deleted-application.ts';
import { oursOf, requireOurs } from '../entra/application/ownership.ts';
import { askCertificatePolicy, askOwnPolicies } from '../entra/certificates/certificate-policy.ts';
import { ourCertificates, thumbprintOf } from '../entra/certificates/credentials.ts';
import { askComplianceResource } from '../entra/enterprise-application/compliance-resource.ts';
import { findEnterpriseApplication } from '../entra/enterprise-application/enterprise-application.ts';
import { askResources } from '../entra/enterprise-application/grants.ts';
import { askOrganization } from '../entra/organization.ts';
import { requireRights } from '../entra/preflight.ts';
import type { Tools } from '../entra/tools.ts';

type Output = StepOutput<'check-tenant'>;

/** Read only: whether the tenant can be onboarded, and what the later steps must know of it. */
export async function checkTenant(input: StepInput<'check-tenant'>, tools: Tools): Promise<Output> {
  const { graph } = tools;
  const ours = oursOf(input, tools);
  if (input.mode) await requireRights(graph, input.mode);
  const batch = graph.batch();
  const organization = askOrganization(batch, input.tenantId);
  const found = batch.find(applicationByName(input.deploymentKey), Application);
  const refuseDeleted = askDeletedApplications(batch, input.deploymentKey, ours);
  const policy = askCertificatePolicy(batch);
  const complianceResource = askComplianceResource(batch, input.cloud);
  const resources = askResources(batch, input.permissions);
  await batch.send();

  const { displayName, initialDomain } = organization();
  const owner = complianceResource();
  const grants = resources(owner);
  const application = found.value();
  if (application) requireOurs(application, ours);
  else refuseDeleted();
  const described = application && (await describe(application, tools));
  const { maxDays, warnings } = policy(described?.policies, tools.now());
  return {
    displayName,
    initialDomain,
    maxCertificateDays: maxDays,
    compliancePowerShellResource: owner,
    application: described?.shown ?? null,
    permissions: grants.map(({ permission }) => permission),
    warnings: [
      ...warnings,
      ...warningsOf(input, owner, new Set(grants.map(({ permission }) => permission.resourceAppId))),
    ],
  };
}

/** What is asked about an application once its ids are known. */
async function describe(application: Application, { graph, now }: Tools) {
  const batch = graph.batch();
  const policies = askOwnPolicies(batch, application);
  const enterprise = findEnterpriseApplication(batch, application.appId);
  await batch.send();
  const certificates = ourCertificates(application.keyCredentials, now()).flatMap((each) => thumbprintOf(each) ?? []);
  const { id, appId } = application;
  return { policies, shown: { id, appId, certificates, servicePrincipalId: enterprise.value()?.id ?? null } };
}

function warningsOf(
  { permissions }: StepInput<'check-tenant'>,
  owner: string | null,
  used: ReadonlySet<string>,
): string[] {
  const warnings: string[] = [];
  if (owner && !permissions.some((permission) => permission.resourceAppId === owner)) {
    warnings.push(`Connect-IPPSSession asks for a token of ${owner}, and no permission on it is configured.`);
  }
  for (const { resourceName } of permissions.filter(({ resourceAppId }) => !used.has(resourceAppId))) {
    warnings.push(
      `The tenant does not have "${resourceName}" and does not need it: another service owns the address of Connect-IPPSSession.`,
    );
  }
  return warnings;
}
