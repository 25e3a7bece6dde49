import { StepFailure } from '../../../contracts/errors.ts';
import { STEPS, type StepContext, type StepInput, type StepOutput } from '../../../contracts/steps/index.ts';
import { callModule, EXCHANGE_TIMEOUT_MS } from '../call.ts';
import type { RunnerStepTools } from '../tools.ts';
import { connectionOf } from './connection.ts';

const { output: Proofs } = STEPS['verify-connection'];

/**
 * Proves the connection as the MID service user: token, session, search. A search needs a session of its own kind,
 * hence a PowerShell of its own; that it does not work is said and fails nothing, since Microsoft does not support it.
 * @throws StepFailure when there is no token or no session
 */
export async function verifyConnection(
  { powershell }: RunnerStepTools,
  input: StepInput<'verify-connection'>,
  context: StepContext,
): Promise<StepOutput<'verify-connection'>> {
  const connection = { input: connectionOf(input), timeoutMs: EXCHANGE_TIMEOUT_MS };
  const proved = await callModule(
    powershell,
    { ...connection, name: 'verify-connection', output: Proofs.omit({ search: true }) },
    context,
  );
  return { ...proved, search: await proveSearch() };

  async function proveSearch(): Promise<StepOutput<'verify-connection'>['search']> {
    try {
      return await callModule(
        powershell,
        { ...connection, name: 'verify-search', output: Proofs.shape.search },
        context,
      );
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error;
      return { state: 'failed', message: `Searches do not work: ${error.error.message}` };
    }
  }
}
