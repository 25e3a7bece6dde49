import { createServer } from 'node:http';
import type { Redis } from 'ioredis';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Logger } from './logger.ts';

const READY_WITHIN_MS = 2000;

/**
 * Health and metrics on a port of their own: `/healthz` (alive), `/readyz` (Redis answers), `/metrics` (Prometheus).
 * @param port undefined: no health server
 * @param host `127.0.0.1` unless a platform must reach it
 */
export async function startHealth(
  port: number | undefined,
  host: string,
  redis: Redis,
  logger: Logger,
): Promise<AsyncDisposable | undefined> {
  if (port === undefined) return undefined;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const server = createServer((request, response) => {
    answer(request.url ?? '', redis, registry).then(
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

async function answer(path: string, redis: Redis, registry: Registry): Promise<[number, string, string]> {
  if (path === '/healthz') return [200, 'text/plain', 'ok\n'];
  if (path === '/metrics') return [200, registry.contentType, await registry.metrics()];
  if (path !== '/readyz') return [404, 'text/plain', 'not found\n'];
  return (await answers(redis)) ? [200, 'text/plain', 'ready\n'] : [503, 'text/plain', 'Redis does not answer\n'];
}

async function answers(redis: Redis): Promise<boolean> {
  if (redis.status !== 'ready') return false;
  const timeout = Promise.withResolvers<false>();
  const timer = setTimeout(() => timeout.resolve(false), READY_WITHIN_MS);
  const pong = redis.ping().then(
    () => true,
    () => false,
  );
  const result = await Promise.race([pong, timeout.promise]);
  clearTimeout(timer);
  return result;
}
