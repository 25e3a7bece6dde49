import { z } from 'zod';
import type { Incoming } from './http.ts';

const Batch = z.object({
  requests: z.array(
    z.object({
      id: z.string(),
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()).default({}),
      body: z.unknown().optional(),
      dependsOn: z.array(z.string()).default([]),
    }),
  ),
});

/** One request of a batch, as it would have come alone. */
export interface BatchItem {
  readonly id: string;
  readonly dependsOn: readonly string[];
  readonly incoming: Incoming;
}

export function isBatch({ method, path }: Incoming): boolean {
  return method === 'POST' && path === '/v1.0/$batch';
}

/** The requests in a batch; none when it is no batch or cannot be read. */
export function itemsOf(incoming: Incoming): BatchItem[] {
  if (!isBatch(incoming)) return [];
  const parsed = Batch.safeParse(JSON.parse(incoming.body || 'null'));
  if (!parsed.success) return [];
  return parsed.data.requests.map(({ id, method, url: relative, headers, body, dependsOn }) => {
    const url = new URL(`/v1.0/${relative.replace(/^\//, '')}`, incoming.url);
    const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    return {
      id,
      dependsOn,
      incoming: {
        method,
        url,
        path: decodeURIComponent(url.pathname),
        headers: { ...own, authorization: incoming.headers.authorization },
        body: body === undefined ? '' : JSON.stringify(body),
      },
    };
  });
}
