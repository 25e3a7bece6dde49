import { z } from 'zod';
import { CLOUDS } from '../../contracts/clouds.ts';
import { Guid } from '../../contracts/ids.ts';
import type { StepInput, StepOutput } from '../../contracts/steps/index.ts';
import type { TenantGraph } from '../../graph/client.ts';
import { withQuery } from '../../graph/odata.ts';
import { type Application, findOurApplication } from './entra/application.ts';
import { readCertificatePolicy } from './entra/certificate-policy.ts';
import { ourCertificates, thumbprintOf } from './entra/credentials.ts';
import { refuseDeletedApplication } from './entra/deleted-application.ts';
import { resolveGrants } from './entra/grants.ts';
import { needsPerson } from './entra/stop.ts';
import type { Tools } from './entra/tools.ts';

const Organization = z.object({
  id: Guid,
  displayName: z.string().nullish(),
  verifiedDomains: z.array(z.object({ name: z.string().nullish(), isInitial: z.boolean().nullish() })).default([]),
});

/** Read only: whether the tenant can be onboarded, and what the later steps must know of it. */
export async function checkTenant(input: StepInput<'check-tenant'>, tools: Tools): Promise<StepOutput<'check-tenant'>> {
  const { graph } = tools;
  const organization = await readOrganization(graph, input.tenantId);
  await resolveGrants(graph, input.permissions);
  const application = await findOurApplication(tools, input.deploymentKey);
  if (!application) await refuseDeletedApplication(tools, input.deploymentKey);
  const policy = await readCertificatePolicy(graph, application, tools.now());
  const owner = await findComplianceResource(graph, input.cloud);
  const warnings = [...policy.warnings];
  if (owner && !input.permissions.some((permission) => permission.resourceAppId === owner)) {
    warnings.push(`Connect-IPPSSession asks for a token of ${owner}, and no permission on it is configured.`);
  }
  return {
    displayName: organization.displayName,
    initialDomain: organization.initialDomain,
    maxCertificateDays: policy.maxDays,
    compliancePowerShellResource: owner,
    application: application ? shown(application, tools.now()) : null,
    warnings,
  };
}

function shown(application: Application, now: Date) {
  const certificates = ourCertificates(application.keyCredentials, now).flatMap((each) => thumbprintOf(each) ?? []);
  return { id: application.id, appId: application.appId, certificates };
}

async function readOrganization(graph: TenantGraph, tenantId: string) {
  const path = withQuery('/organization', { $select: 'id,displayName,verifiedDomains' });
  const [organization] = await graph.getAll(path, Organization);
  if (organization?.id !== tenantId) {
    throw needsPerson({
      code: 'tenant-differs',
      message: 'Microsoft Graph answered for another tenant than the one that was asked for.',
      advice: "Nothing was changed: check the tenant's id and its cloud in the configuration.",
      detail: `asked for ${tenantId}, answered for ${organization?.id ?? 'none'}`,
    });
  }
  const initialDomain = organization.verifiedDomains.find((domain) => domain.isInitial)?.name;
  if (!initialDomain) {
    throw needsPerson({
      code: 'initial-domain-missing',
      message: 'The tenant shows no initial domain, which Connect-IPPSSession needs as its organization.',
      advice: 'Check the custom domain names of the tenant in Entra, then Retry.',
    });
  }
  return { displayName: organization.displayName ?? initialDomain, initialDomain };
}

const GLOBAL_COMPLIANCE_ADDRESS = 'https://ps.compliance.protection.outlook.com';

/** Tenants differ in which of the two Exchange resources owns the address, so it is asked (office-docs-powershell #13783). */
async function findComplianceResource(graph: TenantGraph, cloud: keyof typeof CLOUDS): Promise<string | null> {
  const address = new URL(CLOUDS[cloud].complianceConnectionUri ?? GLOBAL_COMPLIANCE_ADDRESS).origin;
  const path = withQuery('/servicePrincipals', {
    $filter: `servicePrincipalNames/any(x:x eq '${address}')`,
    $select: 'id,appId',
  });
  const [owner] = await graph.getAll(path, z.object({ appId: Guid }));
  return owner?.appId ?? null;
}
