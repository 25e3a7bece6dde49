import { STEPS, type StepContext, type StepInput, type StepOutput } from '../../../contracts/steps/index.ts';
import { callModule, LOCAL_TIMEOUT_MS } from '../call.ts';
import type { RunnerStepTools } from '../tools.ts';

/** Makes the tenant's certificate on the primary MID server, or finds the one that is there. */
export function createCertificate(
  { powershell }: RunnerStepTools,
  input: StepInput<'create-certificate'>,
  context: StepContext,
): Promise<StepOutput<'create-certificate'>> {
  const { output } = STEPS['create-certificate'];
  return callModule(powershell, { name: 'create-certificate', input, output, timeoutMs: LOCAL_TIMEOUT_MS }, context);
}
