import { STEPS, type StepContext, type StepInput, type StepOutput } from '../../../contracts/steps/index.ts';
import { callModule, EXCHANGE_TIMEOUT_MS } from '../call.ts';
import type { RunnerStepTools } from '../tools.ts';
import { connectionOf } from './connection.ts';

/** Makes the enterprise application known in Exchange (New-ServicePrincipal), unless it is. */
export function registerInExchange(
  { powershell }: RunnerStepTools,
  input: StepInput<'register-in-exchange'>,
  context: StepContext,
): Promise<StepOutput<'register-in-exchange'>> {
  const { servicePrincipalId, displayName } = input;
  return callModule(
    powershell,
    {
      name: 'register-in-exchange',
      input: { ...connectionOf(input), servicePrincipalId, displayName },
      output: STEPS['register-in-exchange'].output,
      timeoutMs: EXCHANGE_TIMEOUT_MS,
    },
    context,
  );
}
