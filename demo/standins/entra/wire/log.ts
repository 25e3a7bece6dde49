import type { Answer, Incoming } from './http.ts';

/** One request that the stand-in answered. */
export interface LogEntry {
  readonly at: string;
  readonly method: string;
  /** With the query, still encoded. */
  readonly path: string;
  readonly status: number;
  /** A request that changes the directory, whether it succeeded or not. */
  readonly write: boolean;
  readonly tenantId: string | null;
  /** appId of the caller. */
  readonly client: string | null;
  readonly durationMs: number;
  /** A request inside of a batch, which is an entry of its own. */
  readonly inBatch: boolean;
}

/** A breach of the contract, by a caller or by the stand-in itself. */
export interface Violation {
  readonly at: string;
  readonly kind: 'request' | 'answer' | 'not-implemented';
  readonly method: string;
  readonly path: string;
  readonly problems: readonly string[];
}

export interface RequestLog {
  readonly entries: readonly LogEntry[];
  readonly violations: readonly Violation[];
  add(entry: LogEntry): void;
  violation(violation: Violation): void;
  clear(): void;
}

/** The entry of a request and its answer. */
export function entryOf(
  { method, url, path }: Incoming,
  answer: Answer,
  more: Pick<LogEntry, 'durationMs' | 'inBatch'>,
): LogEntry {
  return {
    at: new Date().toISOString(),
    method,
    path: url.pathname + url.search,
    status: answer.status,
    write: isWrite(method, path),
    tenantId: answer.tenantId ?? null,
    client: answer.client ?? null,
    ...more,
  };
}

const KEPT = 20_000;

/** Keeps the last 20,000 requests in memory. Bodies and headers are not kept: they hold secrets. */
export function createRequestLog(): RequestLog {
  const entries: LogEntry[] = [];
  const violations: Violation[] = [];
  return {
    entries,
    violations,
    add: (entry) => {
      entries.push(entry);
      if (entries.length > KEPT) entries.shift();
    },
    violation: (violation) => {
      violations.push(violation);
    },
    clear: () => {
      entries.length = 0;
      violations.length = 0;
    },
  };
}

/** Questions that are asked with POST. */
const READING_POSTS = ['/oauth2/v2.0/token', '/checkMemberGroups', '/$batch'];

export function isWrite(method: string, path: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && !READING_POSTS.some((end) => path.endsWith(end));
}
