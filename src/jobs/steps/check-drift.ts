import type { StepInput, StepOutput } from '../../contracts/steps/index.ts';
import { driftOf } from './drift/drift-of.ts';
import { limited } from './drift/limited.ts';
import { readTenant } from './drift/read-tenant.ts';
import type { Tools } from './entra/tools.ts';

/** Read only, in two requests: what somebody changed in the tenant since exo set it up. */
export async function checkDrift(
  input: StepInput<'check-drift'>,
  { graph, now }: Pick<Tools, 'graph' | 'now'>,
): Promise<StepOutput<'check-drift'>> {
  const findings = driftOf(await readTenant(input, graph), input, now());
  return { findings: limited(findings), at: now().toISOString() };
}
