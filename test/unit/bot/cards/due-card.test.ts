import { describe, expect, it } from 'vitest';
import { buttonOf, cardLines } from '../../../../demo/chat/card-text.ts';
import { dueCard } from '../../../../src/bot/cards/index.ts';
import { cardProblems } from '../../../support/card-check.ts';
import { START } from '../../../support/run-driver.ts';

const DAY = 86_400_000;
const CLOCK = { now: START, timeZone: 'UTC' };
const tenantAt = (label: string, run?: string) => ({ label, endsAt: START + 60 * DAY, at: START + 5 * DAY, run });

describe('the card of what is due', () => {
  it('has a button on every row: to renew now, or to open what is under way', () => {
    const card = dueCard([tenantAt('contoso'), tenantAt('adatum', 'adatum-rotate-2')], START + 30 * DAY, true, CLOCK);

    expect(cardLines(card).slice(0, 3)).toEqual([
      '2 tenants are due until 24 Dec 2026',
      'contoso: begins on 29 Nov 2026, its certificate expires on 23 Jan 2027  [Renew now]',
      'adatum: under way (adatum-rotate-2), its certificate expires on 23 Jan 2027  [Open]',
    ]);
    expect(buttonOf(card, 'Renew now')).toMatchObject({ verb: 'do', data: { command: 'rotate contoso' } });
    expect(buttonOf(card, 'Open')).toMatchObject({ verb: 'open-run', data: { run: 'adatum-rotate-2' } });
  });

  it('is a card without faults with 500 tenants', () => {
    const tenants = Array.from({ length: 500 }, (_, index) => tenantAt(`tenant-${index}`));

    expect(cardProblems(dueCard(tenants, START + 30 * DAY, false, CLOCK))).toEqual([]);
  });
});
