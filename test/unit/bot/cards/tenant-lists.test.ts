import { describe, expect, it } from 'vitest';
import { buttonOf, buttonsOf, cardLines } from '../../../../demo/chat/card-text.ts';
import { statusCard } from '../../../../src/bot/cards/index.ts';
import { filterTitle } from '../../../../src/bot/cards/status/filter-title.ts';
import type { TenantFilter } from '../../../../src/bot/chat/tenant-filter.ts';
import { cardProblems } from '../../../support/card-check.ts';
import { statusOf } from '../../../support/tenants.ts';

const listOf = (filter: TenantFilter, total = 7, changes = {}) =>
  statusCard(statusOf(7, { filter: { filter, total, person: 'Mia Okafor' }, ...changes }));

describe('a list of tenants', () => {
  it('has a button on every row', () => {
    const card = listOf({ show: 'all' }, 8, { configured: ['adatum'] });
    const rows = cardLines(card).filter((line) => /^(tenant|adatum)/.test(line));

    expect(cardProblems(card)).toEqual([]);
    expect(rows).toHaveLength(8);
    for (const row of rows) expect(row).toMatch(/\[(Open|Onboard)\]$/);
    expect(buttonOf(card, 'Onboard')).toMatchObject({ verb: 'do', data: { command: 'onboard adatum' } });
    expect(buttonsOf(card).filter(({ verb }) => verb === 'open-run')).toHaveLength(7);
  });

  it('keeps what it is about on its pages and when it is refreshed', () => {
    const filter = { show: 'needs', server: 'mid1', word: 'ten' } as const;
    const card = listOf(filter, 200, { page: 1 });

    expect(cardLines(card)[0]).toBe(
      'Tenants that need somebody on mid1, with "ten" in the name  200 tenants · page 2 of 14',
    );
    for (const [title, page] of [
      ['< Page 1', 0],
      ['Page 3 >', 2],
      ['Refresh', 1],
    ] as const) {
      expect(buttonOf(card, title)).toMatchObject({ verb: 'status-page', data: { page, filter } });
    }
  });

  it('of what expires shows the certificates, the first to end first', () => {
    const lines = cardLines(listOf({ show: 'expiring', days: 30 }, 3));

    expect(lines[0]).toBe('Certificates that expire within 30 days  3 tenants');
    expect(lines[1]).toBe('tenant-3 ⚠ certificate · valid to 10 Jan 2027, 47 days left  [Open]');
  });

  it('says that it is empty', () => {
    const card = statusCard(statusOf(0, { filter: { filter: { show: 'waiting' }, total: 0, person: 'Mia Okafor' } }));

    expect(cardLines(card).slice(0, 2)).toEqual(['Tenants that wait for an approval  0 tenants', 'There is none.']);
    expect(cardProblems(card)).toEqual([]);
  });

  it.each([
    [{ show: 'all' }, 'All tenants'],
    [{ show: 'all', word: 'con' }, 'Tenants with "con" in the name'],
    [{ show: 'all', server: 'mid1' }, 'Tenants on mid1'],
    [{ show: 'mine' }, 'Tenants whose latest run Mia Okafor asked for'],
    [{ show: 'expiring' }, 'Certificates that expire within 60 days'],
    [{ show: 'expiring', days: 1 }, 'Certificates that expire within 1 day'],
  ] as const)('is named after what it holds: %j', (filter, title) => {
    expect(filterTitle(filter, 'Mia Okafor')).toBe(title);
  });
});

describe('the overview of more tenants than it shows', () => {
  const totals = { needs: 200, suspended: 0, working: 1, unfinished: 1, unstarted: 3, ready: 9800, expiring: 340 };
  const card = statusCard(statusOf(7, { totals }));

  it('counts all of them', () => {
    const lines = cardLines(card);

    expect(lines).toContain('10005 tenants · 200 need you · 1 working · 9800 ready · 1 not finished · 3 not started');
    expect(lines).toContain('and 198 more');
    expect(lines).toContain('and 338 more');
    expect(cardProblems(card)).toEqual([]);
  });

  it('leads to the lists of those that do not fit', () => {
    expect(buttonOf(card, 'All that need you')).toMatchObject({ data: { page: 0, filter: { show: 'needs' } } });
    expect(buttonOf(card, 'All that expire')).toMatchObject({ data: { page: 0, filter: { show: 'expiring' } } });
  });
});
