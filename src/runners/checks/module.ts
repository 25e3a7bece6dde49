import { StepFailure } from '../../contracts/errors.ts';
import { STEPS } from '../../contracts/steps/index.ts';
import type { Finding } from '../../contracts/steps/runner.ts';
import { type NamedCondition, stops } from '../../process/readiness/condition.ts';
import type { RunnerIdentity } from '../identity/home.ts';
import type { PowerShellHost } from '../powershell/host.ts';
import { callModule } from '../steps/call.ts';
import { endpointsOf } from '../steps/endpoints.ts';

/** A person waits for the answer. */
const WITHIN_MS = 50_000;
const STATE_OF = { ok: 'ok', warning: 'warning', blocks: 'stops' } as const;

/**
 * What PowerShell finds on this server: what `check-server` looks at in each run, without a tenant. Clock and way to Microsoft are
 * PowerShell's, because it uses the proxy of Windows and this process does not.
 */
export async function checkModule(powershell: PowerShellHost, identity: RunnerIdentity): Promise<NamedCondition[]> {
  const signal = AbortSignal.timeout(WITHIN_MS);
  try {
    const { findings } = await callModule(
      powershell,
      {
        name: 'check-server',
        input: {
          certificateTag: 'exo-check',
          // Only the elevated runner has to be elevated.
          storeLocation: identity.capabilities.includes('elevated') ? 'LocalMachine' : 'CurrentUser',
          minimumModuleVersion: '3.2.0',
          recommendedModuleVersion: '3.10.1',
          endpoint: endpointsOf('global'),
        },
        output: STEPS['check-server'].output,
        timeoutMs: WITHIN_MS,
      },
      { signal, progress: async () => undefined },
    );
    return findings.map(conditionOf);
  } catch (error) {
    if (signal.aborted) {
      return [
        {
          name: 'powershell',
          ...stops('PowerShell did not answer within 50 s.', 'See whether something on this server holds it up.'),
        },
      ];
    }
    if (!(error instanceof StepFailure)) throw error;
    const { code, message, advice } = error.error;
    return [{ name: code, ...stops(named(message, identity), named(advice, identity)) }];
  }
}

function conditionOf({ code, level, message, advice }: Finding): NamedCondition {
  return { name: code, state: STATE_OF[level], says: message, ...(advice ? { advice } : {}) };
}

/** Elsewhere the engine says what these stand for. */
function named(text: string, { id, server }: RunnerIdentity): string {
  return text
    .replaceAll('{server}', server)
    .replaceAll('{worker}', id)
    .replace(/, then Retry\.$/, '.');
}
