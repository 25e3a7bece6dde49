import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import type { Tools } from '../entra/tools.ts';
import { foreignHolders } from './credential-drift.ts';
import { driftOf } from './drift-of.ts';
import { limited } from './limited.ts';
import { readAudits } from './read-audits.ts';
import { readTenant } from './read-tenant.ts';
import type { TenantState } from './tenant-state.ts';

/**
 * Read only, in two requests: what somebody changed in the tenant, or on its MID servers, since exo set it up. A third one
 * asks who it was where there is a credential or an owner that is not ours.
 */
export async function checkDrift(
  input: StepInput<'check-drift'>,
  { graph, now, lookAtServers }: Pick<Tools, 'graph' | 'now' | 'lookAtServers'>,
): Promise<StepOutput<'check-drift'>> {
  const tenant = await readTenant(input, graph);
  const inTenant = driftOf(tenant, input, now(), await auditsOf(tenant, input, { graph, now }));
  const found = [...inTenant, ...(await lookAtServers(input.tenantId))];
  const findings = [...found.filter(({ grave }) => grave), ...found.filter(({ grave }) => !grave)];
  return { findings: limited(findings), at: now().toISOString() };
}

async function auditsOf(
  tenant: TenantState,
  input: StepInput<'check-drift'>,
  { graph, now }: Pick<Tools, 'graph' | 'now'>,
) {
  if (!tenant.application) return undefined;
  const on = new Set(foreignHolders(tenant, input, now()).map((each) => each.on));
  const ids = [
    ...(on.has('application') ? [tenant.application.id] : []),
    ...(on.has('enterprise-application') && tenant.enterprise ? [tenant.enterprise.id] : []),
  ];
  return ids.length > 0 ? readAudits(ids, graph) : undefined;
}
