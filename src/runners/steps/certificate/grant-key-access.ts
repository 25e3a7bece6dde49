import { STEPS, type StepContext, type StepInput, type StepOutput } from '../../../contracts/steps/index.ts';
import { callModule, LOCAL_TIMEOUT_MS } from '../call.ts';
import type { RunnerStepTools } from '../tools.ts';

/** Lets the account of the MID service read the private key, and says who can use it. */
export function grantKeyAccess(
  { powershell }: RunnerStepTools,
  input: StepInput<'grant-key-access'>,
  context: StepContext,
): Promise<StepOutput<'grant-key-access'>> {
  const { output } = STEPS['grant-key-access'];
  return callModule(powershell, { name: 'grant-key-access', input, output, timeoutMs: LOCAL_TIMEOUT_MS }, context);
}
