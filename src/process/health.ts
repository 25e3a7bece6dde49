import { createServer } from 'node:http';
import type { Logger } from './log/logger.ts';
import type { Metrics } from './metrics/metrics.ts';
import { lineOf } from './readiness/condition.ts';
import type { Readiness } from './readiness/readiness.ts';

/**
 * Health and metrics on a port of their own: `/healthz` (alive), `/readyz` (can do its work; one line for each
 * thing that it needs), `/metrics` (Prometheus).
 * @param port undefined: no health server
 * @param host `127.0.0.1` unless a platform must reach it
 */
export async function startHealth(
  port: number | undefined,
  host: string,
  readiness: Readiness,
  metrics: Metrics,
  logger: Logger,
): Promise<AsyncDisposable | undefined> {
  if (port === undefined) return undefined;
  metrics.watch(readiness);
  const server = createServer((request, response) => {
    answer(request.url ?? '', readiness, metrics).then(
      ([status, type, body]) => response.writeHead(status, { 'content-type': type }).end(body),
      (error: unknown) => {
        logger.warn({ err: error }, 'health request failed');
        response.writeHead(500).end();
      },
    );
  });
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  await listening;
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(path: string, readiness: Readiness, { registry }: Metrics): Promise<[number, string, string]> {
  if (path === '/healthz') return [200, 'text/plain', 'ok\n'];
  if (path === '/metrics') return [200, registry.contentType, await registry.metrics()];
  if (path !== '/readyz') return [404, 'text/plain', 'not found\n'];
  const conditions = readiness.conditions();
  const able = conditions.every(({ state }) => state !== 'stops');
  const lines = [able ? 'ready' : 'not ready', ...conditions.map(lineOf)];
  return [able ? 200 : 503, 'text/plain; charset=utf-8', `${lines.join('\n')}\n`];
}
