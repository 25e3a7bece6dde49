import { expect, test } from 'vitest';
import { tenantsByDomain } from '../../../src/jobs/checks.ts';
import { makeConfig } from '../../support/bot-config.ts';

const ID = '7a000001-0000-4000-8000-000000000001';

test('warns of tenants in link mode that are configured by domain alone, and says what to add', () => {
  const tenants = {
    contoso: { domain: 'contoso.com', mode: 'link' },
    adatum: { domain: 'adatum.com', mode: 'link', id: ID },
  };

  expect(tenantsByDomain(makeConfig({ tenants }))).toMatchObject({
    state: 'warning',
    says: expect.stringMatching(/contoso(?!.*adatum)/),
    advice: expect.stringContaining('id'),
  });
});

test('is content where every tenant in link mode has an id', () => {
  const tenants = { contoso: { domain: 'contoso.com', mode: 'full' }, adatum: { id: ID, mode: 'link' } };

  expect(tenantsByDomain(makeConfig({ tenants })).state).toBe('ok');
});
