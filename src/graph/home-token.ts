import type { CloudName } from '../contracts/clouds.ts';
import { CodedError } from '../process/errors.ts';
import { type Condition, ok, stops } from '../process/readiness/condition.ts';
import type { Graph } from './client.ts';
import { toStepFailure } from './failures/failures.ts';

export interface HomeToken {
  readonly graph: Graph;
  readonly tenantId: string;
  readonly cloud: CloudName;
  readonly clientId: string;
  readonly authorityHost: string;
}

/** Whether Entra still gives the bot's application a token: secrets end, certificates are removed, applications disabled. */
export async function homeTokenCondition(home: HomeToken, signal: AbortSignal): Promise<Condition> {
  const { graph, tenantId, cloud, clientId, authorityHost } = home;
  try {
    await graph.forTenant(tenantId, cloud, signal).identity({ fresh: true });
    return ok('Entra gives the application its token in the home tenant.');
  } catch (thrown) {
    signal.throwIfAborted();
    const own = configurationErrorIn(thrown);
    if (own) return stops(own.message, own.advice);
    const { error } = toStepFailure(thrown, {
      tenantId,
      tenantName: `the home tenant ${tenantId}`,
      authorityHost,
      clientId,
      permissions: [],
    });
    // Elsewhere the customer has to consent; at home it is a wrong setting.
    if (error.code === 'bot-not-consented') {
      return stops(
        `There is no application ${clientId} in the home tenant ${tenantId}.`,
        "Set AZURE_CLIENT_ID and AZURE_TENANT_ID to those of the bot's own application.",
      );
    }
    if (error.code === 'sign-in-failed') {
      return stops(
        `${error.message} ${error.detail ?? ''}`,
        'Correct what Entra names, and look at the sign-in logs of the application.',
      );
    }
    return stops(`${error.message} It is about application ${clientId} in the home tenant ${tenantId}.`, error.advice);
  }
}

/** The application's certificate is read when a token is asked for: what is wrong with its file is said as it is. */
function configurationErrorIn(thrown: unknown): CodedError | undefined {
  if (thrown instanceof CodedError) return thrown;
  return thrown instanceof Error && thrown.cause !== undefined ? configurationErrorIn(thrown.cause) : undefined;
}
