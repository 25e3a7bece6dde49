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
import { messageOf } from '../../process/errors.ts';
import { readRetryAfter } from '../failures/graph-failure.ts';
import type { AskedRequest } from './trace-requests.ts';

/** A longer wait belongs to the run, where the card explains it. */
export const LONGEST_HIDDEN_WAIT_MS = 5000;

/**
 * Microsoft's client for one tenant, with one short retry of 429, 503 and 504.
 * @param graphUrl https URL without version and closing slash.
 * @param scope what a token is asked for.
 * @param heard what is told of each answer.
 */
export function createClient(graphUrl: string, credential: TokenCredential, scope: string, heard: Heard = {}): Client {
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
      fetchMiddleware(heard),
    ],
  });
}

export interface Heard {
  /** Called for each 429, also one that is tried again here. */
  readonly throttled?: (() => void) | undefined;
  /** Called for each request, with its answer or without one. */
  readonly asked?: ((request: AskedRequest) => void) | undefined;
}

/** The client keeps only the message of a failed fetch, which never says why: the cause's text is put into it. */
const fetchMiddleware = ({ throttled, asked }: Heard): Middleware => ({
  async execute(context: Context): Promise<void> {
    const from = Date.now();
    try {
      context.response = await fetch(context.request, context.options);
      asked?.(requestOf(context, from));
      if (context.response.status === 429) throttled?.();
    } catch (error) {
      asked?.(requestOf(context, from));
      const cause = error instanceof Error && error.cause ? `: ${messageOf(error.cause)}` : '';
      const named = new Error(`${messageOf(error)}${cause}`, { cause: error });
      named.name = causeCode(error);
      throw named;
    }
  },
});

function requestOf({ request, options, response }: Context, from: number): AskedRequest {
  const url = typeof request === 'string' ? request : request.url;
  const { method = 'GET', body } = options ?? {};
  return { method, url, body, status: response?.status, from, to: Date.now() };
}

/** `ECONNREFUSED`, `SELF_SIGNED_CERT_IN_CHAIN`, `TimeoutError`. */
function causeCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return error instanceof Error ? error.name : 'Error';
}
