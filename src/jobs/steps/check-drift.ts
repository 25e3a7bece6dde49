import { LIMITS } from '../../contracts/limits.ts';
import type { StepInput, StepOutput } from '../../contracts/steps/index.ts';
import { driftOf } from './drift/drift-of.ts';
import { readTenant } from './drift/read-tenant.ts';
import type { Tools } from './entra/tools.ts';

/** Read only, in two requests: what somebody changed in the tenant since exo set it up. */
export async function checkDrift(
  input: StepInput<'check-drift'>,
  { graph, now }: Pick<Tools, 'graph' | 'now'>,
): Promise<StepOutput<'check-drift'>> {
  const findings = driftOf(await readTenant(input, graph), input, now());
  return { findings: findings.slice(0, LIMITS.findings), at: now().toISOString() };
}
