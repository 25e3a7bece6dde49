import { GraphError } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';

/** Where a request stopped: no token, no (whole) answer, an error answer, or an answer of another form than agreed. */
export type FailureOrigin = 'token' | 'network' | 'graph' | 'form';

interface FailureFacts {
  readonly origin: FailureOrigin;
  /** HTTP status of the answer; 0 when there was none. */
  readonly status: number;
  /** Graph's error code, or the name of the error that stopped the request. */
  readonly code: string;
  readonly message: string;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Application permissions that are missing, where that is known. */
  readonly rights?: readonly string[];
}

/** A request to Microsoft Graph that did not succeed. `message` is Microsoft's text. */
export class GraphFailure extends Error {
  readonly origin: FailureOrigin;
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly rights: readonly string[] | undefined;

  constructor(facts: FailureFacts, options?: { cause?: unknown }) {
    super(facts.message, options);
    this.name = 'GraphFailure';
    this.origin = facts.origin;
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.retryAfterMs = facts.retryAfterMs;
    this.rights = facts.rights;
  }
}

const TOKEN_ERRORS = /^(Authentication(Required)?Error|AggregateAuthenticationError|CredentialUnavailableError)$/;

/** Anything that Microsoft's client throws, as a GraphFailure. */
export function toGraphFailure(thrown: unknown): GraphFailure {
  if (thrown instanceof GraphFailure) return thrown;
  if (!(thrown instanceof GraphError)) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return new GraphFailure({ origin: 'form', status: 0, code: error.name, message: error.message }, { cause: thrown });
  }
  const code = thrown.code ?? '';
  const common = {
    code,
    message: thrown.message,
    requestId: thrown.requestId ?? thrown.headers?.get('request-id') ?? undefined,
    retryAfterMs: readRetryAfter(thrown.headers?.get('retry-after')),
  };
  if (TOKEN_ERRORS.test(code)) return new GraphFailure({ ...common, origin: 'token', status: 0 }, { cause: thrown });
  // The client says -1 when no answer came, and 2xx when the answer was cut while it was read.
  if (thrown.statusCode < 300) {
    const status = Math.max(thrown.statusCode, 0);
    return new GraphFailure({ ...common, origin: 'network', status }, { cause: thrown });
  }
  return new GraphFailure({ ...common, origin: 'graph', status: thrown.statusCode }, { cause: thrown });
}

/** What @azure/identity throws, as the GraphFailure that a request with it would end in. */
export function tokenFailure(thrown: unknown): GraphFailure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return new GraphFailure({ origin: 'token', status: 0, code: error.name, message: error.message }, { cause: thrown });
}

const ErrorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    innerError: z.looseObject({ 'request-id': z.string().optional() }).optional(),
  }),
});

/** An error answer that was read raw, as a GraphFailure. */
export async function failureOfResponse(response: Response): Promise<GraphFailure> {
  const text = await response.text();
  const body = ErrorBody.safeParse(parseJson(text));
  return new GraphFailure({
    origin: 'graph',
    status: response.status,
    code: body.data?.error.code ?? '',
    message: body.data?.error.message ?? text.slice(0, 300),
    requestId: body.data?.error.innerError?.['request-id'] ?? response.headers.get('request-id') ?? undefined,
    retryAfterMs: readRetryAfter(response.headers.get('retry-after')),
  });
}

/** An error answer that came inside of a batch, as a GraphFailure. */
export function failureOfItem({ status, headers = {}, body }: ItemParts): GraphFailure {
  const parsed = ErrorBody.safeParse(body);
  const header = (name: string) => Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return new GraphFailure({
    origin: 'graph',
    status,
    code: parsed.data?.error.code ?? '',
    message: parsed.data?.error.message ?? `Graph answered with status ${status}.`,
    requestId: parsed.data?.error.innerError?.['request-id'] ?? header('request-id'),
    retryAfterMs: readRetryAfter(header('retry-after')),
  });
}

interface ItemParts {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's page instead of Graph's answer: the caller keeps its text.
    return undefined;
  }
}

/** `Retry-After` (seconds or an HTTP date) in milliseconds from now; undefined when it is absent or neither. */
export function readRetryAfter(header: string | null | undefined, now: number = Date.now()): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  const milliseconds = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, Math.round(milliseconds));
}

/** The JSON of a good answer that is read raw. @throws GraphFailure when it breaks off */
export async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    const { name: code, message } = error instanceof Error ? error : new Error(String(error));
    throw new GraphFailure({ origin: 'network', status: response.status, code, message }, { cause: error });
  }
}

/** An answer in the agreed form. @throws GraphFailure of origin `form` */
export function parseAs<S extends z.ZodType>(schema: S, answer: unknown, path: string): z.infer<S> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw formFailure(path, z.prettifyError(parsed.error));
}

export function formFailure(path: string, what: string): GraphFailure {
  const message = `The answer to ${path.split('?')[0]} is not as agreed: ${what}`;
  return new GraphFailure({ origin: 'form', status: 200, code: 'answer-not-understood', message });
}
