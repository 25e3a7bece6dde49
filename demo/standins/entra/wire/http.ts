import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** One request, read to its end. */
export interface Incoming {
  readonly method: string;
  readonly url: URL;
  /** Decoded. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What to send back. A `body` that is a string is HTML, anything else JSON. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** For the request log: whose directory it touched, and which application asked. */
  readonly tenantId?: string | undefined;
  readonly client?: string | undefined;
}

const BODY_LIMIT = 1024 * 1024;

/** Reads a request. @throws when the body is larger than 1 MiB. */
export async function readIncoming(request: IncomingMessage, base: string): Promise<Incoming> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > BODY_LIMIT) throw new Error('The body is larger than 1 MiB.');
    chunks.push(bytes);
  }
  const url = new URL(request.url ?? '/', base);
  return {
    method: request.method ?? 'GET',
    url,
    path: decodeURIComponent(url.pathname),
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

/** The bytes and headers of an answer. */
export function encodeAnswer(answer: Answer): { payload: Buffer; headers: Record<string, string> } {
  const headers: Record<string, string> = { 'cache-control': 'no-store', ...answer.headers };
  if (answer.body === undefined) return { payload: Buffer.alloc(0), headers };
  const isHtml = typeof answer.body === 'string';
  const payload = Buffer.from(isHtml ? String(answer.body) : JSON.stringify(answer.body));
  headers['content-type'] = isHtml ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  headers['content-length'] = String(payload.length);
  return { payload, headers };
}
