import { describe, expect, test } from 'vitest';
import { resolveTenant, tenantName } from '../../../src/graph/discovery.ts';
import { CodedError } from '../../../src/process/errors.ts';

const TENANT = '7c1d0000-0000-4000-8000-0000000041e0';

/** Answers every request the same way and keeps the addresses that were asked. */
function authority(answer: () => Response) {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    asked.push(String(input));
    return answer();
  };
  return { asked, fetch };
}

const found = () => Response.json({ token_endpoint: `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token` });

describe('the name of a tenant', () => {
  test.each([
    ['contoso', 'contoso.onmicrosoft.com'],
    ['  Contoso.COM ', 'contoso.com'],
    ['common', 'common.onmicrosoft.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    [TENANT.toUpperCase(), TENANT],
  ])('%s means %s', (reference, expected) => {
    expect(tenantName(reference, 'global')).toBe(expected);
  });

  test('has the ending of its cloud', () => {
    expect(tenantName('contoso', 'china')).toBe('contoso.partner.onmschina.cn');
    expect(tenantName('contoso', 'usgov')).toBe('contoso.onmicrosoft.us');
  });

  test.each([
    '',
    '..',
    'a..b',
    '-a.com',
    '10.0.0.1',
    'contoso.com/evil',
    'a b.com',
    'a@b.com',
    '../common',
    'x.com?y=1',
    'x%2f.com',
  ])('"%s" can be none', (reference) => {
    expect(tenantName(reference, 'global')).toBeUndefined();
  });
});

describe('finding a tenant', () => {
  test('reads its id from the discovery document', async () => {
    const { asked, fetch } = authority(found);

    const tenant = await resolveTenant('contoso', 'global', { fetch });

    expect(tenant).toEqual({ tenantId: TENANT, domain: 'contoso.onmicrosoft.com' });
    expect(asked).toEqual([
      'https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration',
    ]);
  });

  test('finds none when Entra says that there is none', async () => {
    const { fetch } = authority(() => Response.json({ error: 'invalid_tenant' }, { status: 400 }));

    expect(await resolveTenant('contso', 'global', { fetch })).toBeUndefined();
  });

  test('asks nobody about what can be no tenant', async () => {
    const { asked, fetch } = authority(found);

    expect(await resolveTenant('what is this?', 'global', { fetch })).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test('does not take personal accounts for a tenant', async () => {
    const personal = 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/oauth2/v2.0/token';
    const { fetch } = authority(() => Response.json({ token_endpoint: personal }));

    expect(await resolveTenant('outlook.com', 'global', { fetch })).toBeUndefined();
  });

  test.each([
    ['an outage', () => new Response('', { status: 503 })],
    ['a strange document', () => Response.json({ hello: 'world' })],
    [
      'no connection',
      () => {
        throw new TypeError('fetch failed');
      },
    ],
  ])('says what to do after %s', async (_what, answer) => {
    const { fetch } = authority(answer);

    const failure = await resolveTenant('contoso', 'global', { fetch }).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(CodedError);
    expect(failure).toMatchObject({ code: 'tenant-discovery-failed' });
    expect(failure).toHaveProperty('advice', expect.stringContaining('login.microsoftonline.com'));
  });
});
