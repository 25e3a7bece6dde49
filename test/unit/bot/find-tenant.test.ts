import { describe, expect, test } from 'vitest';
import type { ResolveTenant } from '../../../src/bot/bot.ts';
import { findTenant } from '../../../src/bot/use-cases/find/find-tenant.ts';
import { makeConfig } from '../../support/bot-config.ts';
import { TENANT_ID } from '../../support/run-request.ts';

const ADATUM_ID = '22222222-0000-4000-8000-000000000002';
const STRANGER_ID = '33333333-0000-4000-8000-000000000003';
const DOMAINS: Readonly<Record<string, string>> = {
  'contoso.onmicrosoft.com': TENANT_ID,
  'adatum.com': ADATUM_ID,
  'contso.onmicrosoft.com': STRANGER_ID,
  'wingtip.onmicrosoft.com': STRANGER_ID,
};

/** Entra's discovery, as `graph/discovery.ts` shows it. */
const resolve: ResolveTenant = async (reference) => {
  const domain = reference.includes('.') ? reference : `${reference}.onmicrosoft.com`;
  const byId = Object.values(DOMAINS).includes(reference);
  const tenantId = byId ? reference : DOMAINS[domain];
  return tenantId ? { tenantId, domain: byId ? reference : domain } : undefined;
};

const find = (reference: string) => findTenant(makeConfig(), resolve, reference);

describe('a tenant is found by', () => {
  test.each([
    ['its configured name', 'contoso', { id: TENANT_ID, label: 'contoso', domain: 'contoso.onmicrosoft.com' }],
    ['its configured name in other case', 'Contoso', { id: TENANT_ID, label: 'contoso' }],
    ['its configured domain', 'adatum.com', { id: ADATUM_ID, label: 'adatum', domain: 'adatum.com' }],
    ['its id', TENANT_ID.toUpperCase(), { id: TENANT_ID, label: 'contoso' }],
    [
      'the prefix of its initial domain',
      'wingtip',
      { id: STRANGER_ID, label: 'wingtip', domain: 'wingtip.onmicrosoft.com' },
    ],
    ['an id that is not configured', STRANGER_ID, { id: STRANGER_ID, label: 'tenant-33333333' }],
  ])('%s', async (_by, reference, tenant) => {
    expect(await find(reference)).toMatchObject({ kind: 'found', tenant });
  });
});

describe('a tenant is not guessed', () => {
  test('an unknown name is said to be unknown, with the near ones', async () => {
    expect(await find('contosi')).toMatchObject({ kind: 'unknown', near: ['contoso'], reason: /knows none/ });
  });

  test("a typing error that is a stranger's tenant is not taken for the configured one, nor for the stranger's", async () => {
    const found = await find('contso');

    expect(found).toMatchObject({ kind: 'unknown', near: ['contoso', 'contso.onmicrosoft.com'] });
  });

  describe('whose name, as exo calls it, is the prefix of somebody else', () => {
    const kept = { tenantId: ADATUM_ID, label: 'wingtip', domain: 'adatum.com' };
    const known = async (label: string) => (label === kept.label ? kept : undefined);

    test('it is asked which one is meant, however urgent it is', async () => {
      const found = await findTenant(makeConfig({ tenants: {} }), resolve, 'wingtip', known);

      expect(found).toMatchObject({ kind: 'unknown', near: ['adatum.com', 'wingtip.onmicrosoft.com'] });
    });

    test('it is the known one where there is no other', async () => {
      const mine = { ...kept, label: 'mine' };
      const found = await findTenant(makeConfig({ tenants: {} }), resolve, 'mine', async () => mine);

      expect(found).toMatchObject({ kind: 'found', tenant: { id: ADATUM_ID, label: 'mine', domain: 'adatum.com' } });
    });

    test('it is nobody where its domain moved to another tenant', async () => {
      const moved = { ...kept, label: 'mine', tenantId: TENANT_ID };

      const found = await findTenant(makeConfig({ tenants: {} }), resolve, 'mine', async () => moved);

      expect(found).toMatchObject({ kind: 'unknown', reason: /knows none/ });
    });
  });

  test('a configured id that does not belong to the configured domain is a contradiction', async () => {
    const config = makeConfig({ tenants: { contoso: { domain: 'adatum.com', id: TENANT_ID } } });

    expect(await findTenant(config, resolve, 'contoso')).toMatchObject({ kind: 'unknown', reason: /belongs to/ });
  });
});
