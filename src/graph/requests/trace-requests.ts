import { z } from 'zod';
import type { Tracing } from '../../process/tracing/tracing.ts';

/** A request to Graph that was answered, or not. */
export interface AskedRequest {
  readonly method: string;
  readonly url: string;
  readonly body: unknown;
  /** undefined: there was no answer */
  readonly status: number | undefined;
  /** Milliseconds since 1970, as is `to`. */
  readonly from: number;
  readonly to: number;
}

/** Records the requests of each step under its attempt. */
export function traceRequests(tracing: Tracing | undefined): ((request: AskedRequest) => void) | undefined {
  if (!tracing) return undefined;
  return ({ method, url, body, status, from, to }) => {
    const { run, job } = tracing.scope() ?? {};
    if (!run || !job) return;
    const together = batched(body);
    const attributes = {
      ...(status === undefined ? {} : { 'http.response.status_code': status }),
      ...(together.length > 0 ? { 'exo.requests': together } : {}),
    };
    const failed = status === undefined || status >= 400 ? { failed: `http-${status ?? 'none'}` } : {};
    const name = `${method} ${pathTemplate(url)}`;
    tracing.record({ name, run, place: { kind: 'under-attempt', job }, from, to, attributes, ...failed });
  };
}

/** A word of Graph's own; a domain or an id has something else in it. */
const WORD = /^(?:\$?[A-Za-z]{1,40}|microsoft\.graph\.[A-Za-z]{1,40})$/;

/** The path of a request without version, query and everything that names an object: `/applications/{id}/owners/$ref`. */
export function pathTemplate(url: string): string {
  const path = (/^(?:https?:\/\/[^/]+)?(?:\/v1\.0|\/beta)?(\/[^?#]*)/.exec(url)?.[1] ?? '/').replaceAll('//', '/');
  // A key in brackets may itself hold a slash.
  const withoutKeys = path.replaceAll(/\([^)]*\)/g, '()');
  return withoutKeys
    .split('/')
    .map((part) => (part === '' || WORD.test(part) ? part : templateOf(part)))
    .join('/');
}

function templateOf(part: string): string {
  const [, collection] = /^([A-Za-z.]{1,80})\(\)$/.exec(part) ?? [];
  return collection ? `${collection}({key})` : '{id}';
}

const Batch = z.object({ requests: z.array(z.object({ method: z.string(), url: z.string() })) });

/** The requests of a batch, the same way. */
function batched(body: unknown): string[] {
  if (typeof body !== 'string' || !body.startsWith('{"requests":')) return [];
  return Batch.parse(JSON.parse(body)).requests.map(({ method, url }) => `${method} ${pathTemplate(url)}`);
}
