import type { TokenCredential } from '@azure/identity';
import {
  AuthenticationHandler,
  Client,
  type Context,
  type Middleware,
  RetryHandler,
  RetryHandlerOptions,
  TelemetryHandler,
} from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { messageOf } from '../process/errors.ts';
import { readRetryAfter } from './graph-failure.ts';

/** A longer wait belongs to the run, where the card explains it. */
export const LONGEST_HIDDEN_WAIT_MS = 5000;

/**
 * Microsoft's client for one tenant, with one short retry of 429, 503 and 504.
 * @param graphUrl https URL without version and closing slash.
 * @param scope what a token is asked for.
 * @param throttled called for each 429, also one that is tried again here.
 */
export function createClient(
  graphUrl: string,
  credential: TokenCredential,
  scope: string,
  throttled?: () => void,
): Client {
  const provider = new TokenCredentialAuthenticationProvider(credential, { scopes: [scope] });
  const retry = new RetryHandlerOptions(
    1,
    1,
    (_delay, _attempt, _request, _options, response) =>
      (readRetryAfter(response.headers.get('retry-after')) ?? 0) <= LONGEST_HIDDEN_WAIT_MS,
  );
  return Client.initWithMiddleware({
    baseUrl: `${graphUrl}/`,
    customHosts: new Set([new URL(graphUrl).hostname]),
    middleware: [
      new AuthenticationHandler(provider),
      new RetryHandler(retry),
      new TelemetryHandler(),
      fetchMiddleware(throttled),
    ],
  });
}

/** The client keeps only the message of a failed fetch, which never says why: the cause's text is put into it. */
const fetchMiddleware = (throttled?: () => void): Middleware => ({
  async execute(context: Context): Promise<void> {
    try {
      context.response = await fetch(context.request, context.options);
      if (context.response.status === 429) throttled?.();
    } catch (error) {
      const cause = error instanceof Error && error.cause ? `: ${messageOf(error.cause)}` : '';
      const named = new Error(`${messageOf(error)}${cause}`, { cause: error });
      named.name = causeCode(error);
      throw named;
    }
  },
});

/** `ECONNREFUSED`, `SELF_SIGNED_CERT_IN_CHAIN`, `TimeoutError`. */
function causeCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return error instanceof Error ? error.name : 'Error';
}
