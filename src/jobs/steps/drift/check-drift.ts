import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import type { Tools } from '../entra/tools.ts';
import { driftOf } from './drift-of.ts';
import { limited } from './limited.ts';
import { readTenant } from './read-tenant.ts';

/** Read only, in two requests: what somebody changed in the tenant, or on its MID servers, since exo set it up. */
export async function checkDrift(
  input: StepInput<'check-drift'>,
  { graph, now, lookAtServers }: Pick<Tools, 'graph' | 'now' | 'lookAtServers'>,
): Promise<StepOutput<'check-drift'>> {
  const inTenant = driftOf(await readTenant(input, graph), input, now());
  const found = [...inTenant, ...(await lookAtServers(input.tenantId))];
  const findings = [...found.filter(({ grave }) => grave), ...found.filter(({ grave }) => !grave)];
  return { findings: limited(findings), at: now().toISOString() };
}
