import { STEPS, type StepContext, type StepInput, type StepOutput } from '../../../contracts/steps/index.ts';
import { callModule, LOCAL_TIMEOUT_MS } from '../call.ts';
import type { RunnerStepTools } from '../tools.ts';

/** Deletes certificates of ours with their private keys from this server. */
export function eraseCertificate(
  { powershell }: RunnerStepTools,
  input: StepInput<'erase-certificate'>,
  context: StepContext,
): Promise<StepOutput<'erase-certificate'>> {
  const { output } = STEPS['erase-certificate'];
  return callModule(powershell, { name: 'erase-certificate', input, output, timeoutMs: LOCAL_TIMEOUT_MS }, context);
}
