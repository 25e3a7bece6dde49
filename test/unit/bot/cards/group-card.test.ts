import { describe, expect, it } from 'vitest';
import { buttonOf, cardLines } from '../../../../demo/chat/card-text.ts';
import { groupCard } from '../../../../src/bot/cards/index.ts';
import { cardProblems } from '../../../support/card-check.ts';
import { askedGroup, groupView, stoppedGroup } from '../../../support/group-cards.ts';

describe('the card of a group', () => {
  it('says before the approval what each tenant gets, and what is left out', () => {
    const card = groupCard(askedGroup());
    const lines = cardLines(card).join('\n');

    expect(lines).toContain('Onboarding 5 tenants');
    expect(lines).toContain('To approve, all 4 together');
    expect(lines).toContain('nosuch.com: Microsoft Entra knows no such tenant.');
    expect(lines).toContain('Mail.ReadWrite on Microsoft Graph');
    expect(buttonOf(card, 'Approve all')).toMatchObject({
      verb: 'group-approve',
      data: { group: 'group_1', round: 1 },
    });
    expect(cardProblems(card)).toEqual([]);
  });

  it('says why it stopped, with a button for each that needs somebody', () => {
    const card = groupCard(stoppedGroup());
    const lines = cardLines(card).join('\n');

    expect(lines).toContain('2 ready · 1 waiting for approval · 1 needing somebody · 1 not begun');
    expect(lines).toContain('litware: The policy allows 90 days.');
    expect(buttonOf(card, 'Open')).toMatchObject({ verb: 'open-run', data: { run: 'litware-1' } });
    expect(buttonOf(card, 'Continue')).toMatchObject({ verb: 'group-continue' });
    expect(cardProblems(card)).toEqual([]);
  });

  it('is a card without faults with 500 tenants, and names all fifty that are approved together', () => {
    expect(cardProblems(groupCard(groupView(500, 'check')))).toEqual([]);
    const lines = cardLines(groupCard(askedGroup(50))).join('\n');
    for (let index = 0; index < 50; index++) expect(lines).toContain(`tenant-${index} (`);
  });
});
