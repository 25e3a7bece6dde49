import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import type { Tools } from '../entra/tools.ts';
import { driftOf } from './drift-of.ts';
import { limited } from './limited.ts';
import { readTenant } from './read-tenant.ts';

/** Read only, in two requests: what somebody changed in the tenant since exo set it up. */
export async function checkDrift(
  input: StepInput<'check-drift'>,
  { graph, now }: Pick<Tools, 'graph' | 'now'>,
): Promise<StepOutput<'check-drift'>> {
  const findings = driftOf(await readTenant(input, graph), input, now());
  return { findings: limited(findings), at: now().toISOString() };
}
