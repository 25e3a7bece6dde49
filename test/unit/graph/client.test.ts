import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createGraph } from '../../../src/graph/client.ts';

const TENANT = '7c1d0000-0000-4000-8000-0000000041e0';
const Item = z.object({ id: z.string() });

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Graph whose wire is a function; keeps what was asked, in order. */
function graphWith(answer: (url: string) => Response) {
  const asked: { url: string; authorization: string | null; prefer: string | null }[] = [];
  const tokens: unknown[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    asked.push({ url, authorization: headers.get('authorization'), prefer: headers.get('prefer') });
    return answer(url);
  });
  const graph = createGraph({
    credential: (cloud) => ({
      getToken: async (scopes, options) => {
        tokens.push({ cloud, scopes, tenantId: options?.tenantId });
        return { token: `token ${tokens.length}`, expiresOnTimestamp: Date.now() + 60_000 };
      },
    }),
  });
  return { graph, asked, tokens };
}

test('a tenant of another cloud is asked at the addresses of that cloud', async () => {
  const { graph, asked, tokens } = graphWith(() => Response.json({ id: 'x' }));

  await graph.forTenant(TENANT, 'china').get('/organization', Item);

  expect(asked[0]?.url).toBe('https://microsoftgraph.chinacloudapi.cn/v1.0/organization');
  expect(asked[0]?.authorization).toBe('Bearer token 1');
  expect(tokens).toEqual([
    { cloud: 'china', scopes: ['https://microsoftgraph.chinacloudapi.cn/.default'], tenantId: TENANT },
  ]);
});

test('a next page at another host is not asked', async () => {
  const { graph, asked } = graphWith(() =>
    Response.json({ value: [{ id: 'x' }], '@odata.nextLink': 'https://evil.example/v1.0/applications?$skiptoken=1' }),
  );

  const pages = graph.forTenant(TENANT, 'global').getAll('/applications', Item);

  await expect(pages).rejects.toThrow('the next page is at https://evil.example');
  expect(asked).toHaveLength(1);
});

test.each([
  [201, 'created'],
  [204, 'existed'],
])('an upsert answered with %i is "%s"', async (status, expected) => {
  const { graph, asked } = graphWith(() => new Response(status === 204 ? null : '{}', { status }));

  const outcome = await graph.forTenant(TENANT, 'global').upsert("/applications(uniqueName='x')", { displayName: 'x' });

  expect(outcome).toBe(expected);
  expect(asked[0]?.prefer).toBe('create-if-missing');
});

test('a credential is asked for once a cloud, and again after a refusal', async () => {
  const credential = vi.fn(() => ({ getToken: async () => ({ token: 't', expiresOnTimestamp: 0 }) }));
  vi.stubGlobal('fetch', async () => Response.json({ error: { code: 'Denied', message: 'no' } }, { status: 403 }));
  const graph = createGraph({ credential });
  graph.forTenant(TENANT, 'global');

  const refused = graph.forTenant(TENANT, 'global').get('/organization', Item);
  await expect(refused).rejects.toMatchObject({ status: 403, code: 'Denied' });
  graph.forTenant(TENANT, 'global');

  expect(credential).toHaveBeenCalledTimes(2);
});
