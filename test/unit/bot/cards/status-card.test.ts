import { describe, expect, it } from 'vitest';
import { buttonOf, buttonsOf, cardLines, cardToText } from '../../../../demo/chat/card-text.ts';
import { statusCard, tenantCard } from '../../../../src/bot/cards/index.ts';
import { cardProblems } from '../../../support/card-check.ts';
import { groupOf } from '../../../support/groups.ts';
import { driverAt, viewOf } from '../../../support/runs.ts';
import { statusOf } from '../../../support/tenants.ts';

describe('the status card', () => {
  it.each([0, 1, 30, 500])('is a card without faults with %i tenants', (count) => {
    expect(cardProblems(statusCard(statusOf(count)))).toEqual([]);
  });

  it('says what to do first when there is nothing yet', () => {
    const text = cardToText(statusCard(statusOf(0)));

    expect(text).toContain('No tenants yet');
    expect(text).toContain('Start with: @exo onboard <name, domain or id of a tenant>');
    expect(text).not.toContain('[All tenants]');
  });

  it('says that nobody can approve, and names configured tenants to start with', () => {
    const text = cardToText(statusCard(statusOf(0, { configured: ['contoso', 'adatum'], approvers: [] })));

    expect(text).toContain('⚠ No approvers are configured: nobody can approve. See Go live, step 4.');
    expect(text).toContain('2 tenants · 2 not started');
    expect(text).toContain('Start with: @exo onboard contoso');
  });

  it('shows who needs somebody first, then work, then what expires, then the MID servers', () => {
    const lines = cardLines(statusCard(statusOf(7)));

    expect(lines).toEqual([
      'Status  as of 14:31 UTC',
      '7 tenants · 2 need you · 1 working · 3 ready · 1 not finished',
      'Needs you',
      'tenant-1 ◆ approval · by Jon Berg or Ana Ruiz · until tomorrow 14:31 UTC  [Open]',
      'tenant-0 ✖ needs you · mid2 has ExchangeOnlineManagement 3.1.0, 3.2.0 or newer is needed · since 14:31 UTC  [Open]',
      'Working',
      'tenant-2 ● working · The role Compliance Administrator is assigned but Exchange does not know it yet · next try 14:53 UTC',
      'Not finished',
      'tenant-6 ■ cancelled · at 14:25 UTC, asked by Mia Okafor',
      'Expiring within 60 days',
      'tenant-3 certificate valid to 10 Jan 2027, 47 days left',
      'tenant-4 certificate valid to 19 Jan 2027, 56 days left',
      'To renew one: @exo rotate <tenant>',
      'MID servers',
      '✔ mid1 here ✔ mid2 here ',
      '✖ mid3 not seen since 11:31 UTC',
      '[All tenants] [Refresh]',
    ]);
  });

  it('has a row for each group that is open', () => {
    const card = statusCard(statusOf(3, { groups: [groupOf({ state: 'waiting-approval' })] }));

    expect(cardLines(card)).toContain('Onboarding 5 tenants ◆ approval · asked by Mia Okafor at 14:31 UTC  [Open]');
    expect(buttonsOf(card)).toContainEqual(expect.objectContaining({ verb: 'group-open', data: { group: 'group_1' } }));
    expect(cardProblems(card)).toEqual([]);
  });

  it('says first what is wrong with exo itself, and what to do', () => {
    const says = 'jobs has not been seen since 14:02 UTC: nothing moves until it is started.';
    const card = statusCard(statusOf(7, { troubles: [{ says, advice: 'Start jobs and read its log.' }] }));

    expect(cardLines(card)[1]).toBe(`⚠ ${says} Start jobs and read its log.`);
    expect(cardProblems(card)).toEqual([]);
  });

  it('says how many entries of the store were set aside, and since when', () => {
    const since = Date.parse('2026-11-24T14:02:00.000Z');
    const text = (count: number) => cardToText(statusCard(statusOf(7, { setAside: { count, since } })));

    expect(text(3)).toContain(
      '3 entries in the store could not be read and were set aside (since 14:02 UTC): see docs/security.md',
    );
    expect(text(1)).toContain('1 entry in the store could not be read and was set aside (since 14:02 UTC)');
    expect(cardProblems(statusCard(statusOf(500, { setAside: { count: 3, since } })))).toEqual([]);
  });

  it('opens the run of each tenant that needs somebody', () => {
    const opened = buttonsOf(statusCard(statusOf(7))).filter(({ verb }) => verb === 'open-run');

    expect(opened.map(({ data }) => data)).toEqual([{ run: 'tenant-1-1' }, { run: 'tenant-0-1' }]);
  });

  it('counts what does not fit', () => {
    const text = cardToText(statusCard(statusOf(500)));

    expect(text).toContain('500 tenants · 144 need you · 72 working · 213 ready · 71 not finished');
    expect(text).toMatch(/and 1\d\d more/);
  });

  it('counts a tenant as ready while an older onboarding holds and the newer one was cancelled', () => {
    const { rows, onboarded } = statusOf(7);
    const cancelled = rows.filter(({ state }) => state === 'cancelled');
    const before = onboarded.slice(0, 1).map((row) => ({ ...row, tenantId: cancelled[0]?.tenantId ?? '' }));

    const text = cardToText(statusCard(statusOf(0, { rows: cancelled, onboarded: before })));

    expect(text).toContain('1 tenant · 1 ready');
  });

  it('counts many MID servers and names only those that are away', () => {
    const servers = Array.from({ length: 20 }, (_, index) => ({ name: `mid${index}`, present: index !== 4 }));
    const text = cardToText(statusCard(statusOf(1, { servers })));

    expect(text).toContain('✔ 19 of 20 MID servers are here');
    expect(text).toContain('✖ mid4 never seen');
    expect(text).not.toContain('mid5');
  });
});

describe('the list of all tenants', () => {
  it.each([1, 30, 500])('is a card without faults on each page with %i tenants', (count) => {
    const status = statusOf(count, { filter: 'all' });
    for (let page = 0; page < Math.ceil(count / 15); page += 6) {
      expect(cardProblems(statusCard({ ...status, page }))).toEqual([]);
    }
  });

  it('leads to the pages beside it', () => {
    const card = statusCard(statusOf(50, { filter: 'all', page: 1 }));

    expect(cardLines(card)[0]).toContain('50 tenants · page 2 of 4');
    expect(buttonOf(card, '< Page 1')).toMatchObject({ verb: 'status-page', data: { page: 0 } });
    expect(buttonOf(card, 'Page 3 >')).toMatchObject({ verb: 'status-page', data: { page: 2 } });
    expect(buttonOf(card, 'Overview')).toMatchObject({ verb: 'status' });
  });

  it('shows every tenant on exactly one page', () => {
    const pages = [0, 1, 2, 3].map((page) => cardLines(statusCard(statusOf(50, { filter: 'all', page }))));
    const labels = pages.flat().flatMap((line) => line.match(/^tenant-\d+/)?.[0] ?? []);

    expect(labels).toHaveLength(50);
    expect(new Set(labels).size).toBe(50);
  });

  it.each([-1, 99, Number.NaN])('takes the nearest page when %d is asked for', (page) => {
    expect(cardToText(statusCard(statusOf(30, { filter: 'all', page })))).toMatch(/page [12] of 2/);
  });
});

describe('the card of a tenant with nothing running', () => {
  it('is the hand-over with who did what and when', () => {
    const [tenant] = statusOf(4).onboarded;
    if (!tenant) throw new Error('no tenant');
    const card = tenantCard(tenant, viewOf(driverAt('finished')));
    const text = cardToText(card);

    expect(cardProblems(card)).toEqual([]);
    expect(text).toContain('✔ tenant-3 is ready');
    expect(text).toContain('(valid to 10 Jan 2027, 46 days left)');
    expect(text).toMatch(/mid1 +✔ token ✔ session ✔ search/);
    expect(text).toContain('Asked by Mia Okafor · approved by Jon Berg · proved at 14:31 UTC');
  });

  it('says when the certificate has expired', () => {
    const [tenant] = statusOf(4).onboarded;
    if (!tenant) throw new Error('no tenant');
    const card = tenantCard({ ...tenant, validUntil: '2026-11-01T00:00:00.000Z' }, viewOf(driverAt('finished')));

    expect(cardToText(card)).toContain('(expired 1 Nov 2026)');
  });
});
