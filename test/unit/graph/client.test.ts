import { afterEach, describe, expect, test, vi } from 'vitest';
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
  [201, { id: 'new' }],
  [204, undefined],
])('an upsert answered with %i brings the new object: %o', async (status, expected) => {
  const { graph, asked } = graphWith(() => new Response(expected ? JSON.stringify(expected) : null, { status }));
  const path = "/applications(uniqueName='x')";

  const outcome = await graph.forTenant(TENANT, 'global').upsert(path, { displayName: 'x' }, Item);

  expect(outcome).toEqual(expected);
  expect(asked[0]?.prefer).toBe('create-if-missing');
});

describe('a refusal', () => {
  const OTHER = '7c1d0000-0000-4000-8000-0000000041e1';

  test("throws away the tokens of its tenant and no other's", async () => {
    const credential = vi.fn(() => ({ getToken: async () => ({ token: 't', expiresOnTimestamp: 0 }) }));
    vi.stubGlobal('fetch', async (_url: string) => Response.json({ id: 'x' }));
    const graph = createGraph({ credential });
    await graph.forTenant(TENANT, 'global').get('/organization', Item);
    await graph.forTenant(OTHER, 'global').get('/organization', Item);
    vi.stubGlobal('fetch', async () => Response.json({ error: { code: 'Denied', message: 'no' } }, { status: 403 }));

    const refused = graph.forTenant(TENANT, 'global').get('/organization', Item);
    await expect(refused).rejects.toMatchObject({ status: 403, code: 'Denied' });
    vi.stubGlobal('fetch', async () => Response.json({ id: 'x' }));
    await graph.forTenant(OTHER, 'global').get('/organization', Item);
    expect(credential).toHaveBeenCalledTimes(2);
    await graph.forTenant(TENANT, 'global').get('/organization', Item);

    expect(credential).toHaveBeenCalledTimes(3);
  });

  test('of a token is met with a fresh one, once', async () => {
    let good = 'token 2';
    const refused = () =>
      Response.json({ error: { code: 'InvalidAuthenticationToken', message: 'old' } }, { status: 401 });
    const asked: (string | null)[] = [];
    vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
      const token = new Headers(init.headers).get('authorization');
      asked.push(token);
      return token === `Bearer ${good}` ? Response.json({ id: 'x' }) : refused();
    });
    let made = 0;
    const graph = createGraph({
      credential: () => {
        made += 1;
        const token = `token ${made}`;
        return { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 60_000 }) };
      },
    }).forTenant(TENANT, 'global');

    const answer = await graph.get('/organization', Item);
    good = 'none';
    await expect(graph.get('/organization', Item)).rejects.toMatchObject({ status: 401 });

    expect(answer).toEqual({ id: 'x' });
    expect(asked).toEqual(['Bearer token 1', 'Bearer token 2', 'Bearer token 2', 'Bearer token 3']);
  });
});

test('the scope of a token comes from the cloud, wherever requests are sent', async () => {
  const scopes: unknown[] = [];
  vi.stubGlobal('fetch', async () => Response.json({ id: 'x' }));
  const graph = createGraph({
    graphUrl: 'https://proxy.example',
    credential: () => ({
      getToken: async (scope) => {
        scopes.push(scope);
        return { token: 't', expiresOnTimestamp: Date.now() + 60_000 };
      },
    }),
  });

  await graph.forTenant(TENANT, 'usgov').get('/organization', Item);

  expect(scopes.flat()).toEqual(['https://graph.microsoft.us/.default']);
});
