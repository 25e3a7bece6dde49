import { type StepError, StepFailure } from '../../../contracts/errors.ts';
import { STEPS, type StepContext, type StepInput, type StepOutput } from '../../../contracts/steps/index.ts';
import { callModule, EXCHANGE_TIMEOUT_MS } from '../call.ts';
import type { RunnerStepTools } from '../tools.ts';
import { connectionOf } from './connection.ts';

/** What passes by itself after an onboarding, and never once it is long over. */
const ONLY_AT_FIRST: ReadonlySet<string> = new Set([
  'application-not-known-yet',
  'certificate-not-known-yet',
  'exchange-role-missing',
  'exchange-unauthorized',
  'object-not-known-yet',
  'role-not-effective',
]);

/**
 * Takes the enterprise application out of Exchange (Remove-ServicePrincipal). Where this server cannot connect any more, it
 * says so and the run goes on: what stays there opens nothing once the application is deleted.
 */
export async function removeFromExchange(
  { powershell }: RunnerStepTools,
  input: StepInput<'remove-from-exchange'>,
  context: StepContext,
): Promise<StepOutput<'remove-from-exchange'>> {
  const { servicePrincipalId } = input;
  try {
    return await callModule(
      powershell,
      {
        name: 'remove-from-exchange',
        input: { ...connectionOf(input), servicePrincipalId },
        output: STEPS['remove-from-exchange'].output,
        timeoutMs: EXCHANGE_TIMEOUT_MS,
      },
      context,
    );
  } catch (error) {
    if (!(error instanceof StepFailure) || !isFinal(error.error)) throw error;
    return { removed: false, remains: error.error.message };
  }
}

function isFinal({ kind, code }: StepError): boolean {
  return kind === 'person' || ONLY_AT_FIRST.has(code);
}
