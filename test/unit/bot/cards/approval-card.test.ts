import { describe, expect, it } from 'vitest';
import { buttonOf, buttonsOf, cardLines, cardToText } from '../../../../demo/chat/card-text.ts';
import { approvalCard, approvalDecidedCard } from '../../../../src/bot/cards/index.ts';
import { type ApprovalSubject, approvalSubject } from '../../../../src/runs/approval.ts';
import { cardProblems } from '../../../support/card-check.ts';
import { MIA } from '../../../support/run-request.ts';
import { driverAt, type Stage, viewOf } from '../../../support/runs.ts';

function open(changes: Partial<ApprovalSubject> = {}) {
  const driver = driverAt('approval');
  const established = approvalSubject(driver.run);
  if (!established) throw new Error('nothing to approve');
  return { driver, run: driver.run, subject: { ...established, ...changes }, view: viewOf(driver) };
}

function decidedAt(stage: Stage, round?: number) {
  const driver = driverAt(stage);
  return approvalDecidedCard(driver.run, open().subject, viewOf(driver), round);
}

describe('the approval card', () => {
  it('lists exactly what is granted to which application in which tenant, by whom asked and until when', () => {
    const { run, subject, view } = open();
    const card = approvalCard(run, subject, view);

    expect(cardProblems(card)).toEqual([]);
    expect(cardLines(card)).toEqual([
      'Approval needed: contoso  contoso-1',
      'For Jon Berg or Ana Ruiz',
      'Mia Okafor asks to give the application "ServiceNow SecOps EXO CBA" in tenant contoso.onmicrosoft.com (Contoso Ltd):',
      '• Exchange.ManageAsApp on Office 365 Exchange Online: manage Exchange as an application',
      '• Exchange.ManageAsApp on Microsoft Exchange Online Protection: needed by Connect-IPPSSession',
      '• Mail.ReadWrite on Microsoft Graph: read and write mail in ALL mailboxes of the tenant',
      '• Role Compliance Administrator, whole directory',
      'Checked: the tenant id matches, the application is ours, no other credentials are on it.',
      '◆ Open · expires tomorrow 14:31',
      '[Approve] [Decline] [Details]',
    ]);
  });

  it('binds both decisions to run, round and what is shown', () => {
    const { run, subject, view } = open();
    const card = approvalCard(run, subject, view);
    const data = { run: 'contoso-1', round: 1, hash: run.gate?.planHash };

    expect(buttonOf(card, 'Approve')).toMatchObject({ verb: 'approve', style: 'positive', data });
    expect(buttonOf(card, 'Decline')).toMatchObject({ verb: 'decline', style: 'destructive', data });
  });

  it('mentions the approvers in the way Teams wants it', () => {
    const { run, subject, view } = open();
    const card = approvalCard(run, subject, view, [
      { id: '29:jon', name: 'Jon Berg' },
      { id: '29:x', name: '</at>**Eve**' },
    ]);

    expect(cardProblems(card)).toEqual([]);
    expect(cardLines(card)[1]).toBe('<at>Jon Berg</at> <at>‹/at›∗∗Eve∗∗</at>');
    expect(card.msteams?.['entities']).toEqual([
      { type: 'mention', text: '<at>Jon Berg</at>', mentioned: { id: '29:jon', name: 'Jon Berg' } },
      { type: 'mention', text: '<at>‹/at›∗∗Eve∗∗</at>', mentioned: { id: '29:x', name: '‹/at›∗∗Eve∗∗' } },
    ]);
  });

  it('warns where everybody sees it when somebody else has credentials on the application', () => {
    const { run, subject, view } = open({ foreignCredentials: ['secret "old", ends 2027-01-01', 'certificate AB12'] });
    const text = cardToText(approvalCard(run, subject, view));

    expect(text).toContain('⚠ Warning: the application carries 2 credentials that exo did not put there.');
    expect(text).toContain('• secret "old", ends 2027-01-01');
    expect(text).not.toContain('no other credentials');
  });

  it('shows the role alone when the permissions are there', () => {
    const { run, subject, view } = open({ permissions: [] });

    expect(cardLines(approvalCard(run, subject, view)).filter((line) => line.startsWith('•'))).toEqual([
      '• Role Compliance Administrator, whole directory',
    ]);
  });

  it('never leaves a permission out, however many there are', () => {
    const { subject: some } = open();
    const permissions = Array.from({ length: 150 }, (_, index) => ({
      ...(some.permissions[index % 3] ?? { resourceAppId: '', resourceName: '', appRoleId: '', meaning: '' }),
      value: `Permission.Number${index}.All`,
    }));
    const { run, subject, view } = open({ permissions });
    const card = approvalCard(run, subject, view);

    expect(cardProblems(card)).toEqual([]);
    for (const { value } of permissions) expect(cardToText(card)).toContain(value);
  });
});

describe('the approval card afterwards', () => {
  it('says who approved and when, and keeps what was asked for folded', () => {
    const card = decidedAt('approved');

    expect(cardProblems(card)).toEqual([]);
    expect(cardLines(card)[0]).toContain('✔ Approved by Jon Berg at 14:38: contoso');
    expect(cardToText(card)).not.toContain('Mail.ReadWrite');
    expect(cardToText(card, { folded: true })).toContain('Mail.ReadWrite on Microsoft Graph');
  });

  it.each([
    ['declined', '✖ Declined by Jon Berg at 14:31: contoso', 'Nothing was granted.'],
    ['expired', '■ Expired at 14:31: contoso', 'Nobody decided in time, nothing was granted.'],
    ['cancelled', '■ Withdrawn at 14:31: contoso', 'because Mia Okafor cancelled the run. Nothing was granted.'],
  ] as const)('says what came of it: %s', (stage, title, text) => {
    const card = decidedAt(stage);

    expect(cardLines(card)[0]).toContain(title);
    expect(cardToText(card)).toContain(text);
  });

  it('points to the newer card when approval was asked for again', () => {
    const driver = driverAt('expired');
    driver.apply({ type: 'retry', by: MIA });
    const card = approvalDecidedCard(driver.run, open().subject, viewOf(driver), 1);

    expect(driver.run.gate).toMatchObject({ state: 'open', round: 2 });
    expect(cardLines(card)[0]).toContain('■ Replaced: contoso');
  });

  it('cannot be decided any more', () => {
    for (const stage of ['approved', 'declined', 'expired', 'cancelled'] as const) {
      expect(buttonsOf(decidedAt(stage)).map(({ title }) => title)).toEqual(['Details']);
    }
  });
});
