import { describe, expect, it } from 'vitest';
import { buttonOf, buttonsOf, cardLines, cardToText } from '../../../../demo/chat/card-text.ts';
import { approvalCard, approvalDecidedCard, type Reach } from '../../../../src/bot/cards/index.ts';
import { type ApprovalSubject, isRemoval } from '../../../../src/contracts/approval/approval.ts';
import type { Gate, RunRequest } from '../../../../src/runs/run.ts';
import { cardProblems } from '../../../support/card-check.ts';
import { MIA, RULES } from '../../../support/run-request.ts';
import { driverAt, type Stage, viewOf } from '../../../support/runs.ts';
import { THUMBPRINT } from '../../../support/step-outputs.ts';

const REACHED: Reach = { mentions: [], more: 0, missed: [], checked: true, where: 'team' };

/** The card of a run whose gate is open, with changes to what stands on it. */
function open(changes: Partial<ApprovalSubject> = {}, more: Partial<Gate> = {}, asked: Partial<RunRequest> = {}) {
  const driver = driverAt('approval', asked);
  const { gate } = driver.run;
  if (!gate?.subject || isRemoval(gate.subject)) throw new Error('nothing to approve');
  const shown = { ...gate, ...more, subject: { ...gate.subject, ...changes } };
  return { driver, run: driver.run, gate: shown, view: viewOf(driver) };
}

function decidedAt(stage: Stage, round?: number) {
  const driver = driverAt(stage);
  return approvalDecidedCard(driver.run, open().gate.subject, viewOf(driver), round);
}

describe('the approval card', () => {
  it('lists exactly what is granted to which application in which tenant, by whom asked and until when', () => {
    const { run, gate, view } = open();
    const card = approvalCard(run, gate, view);

    expect(cardProblems(card)).toEqual([]);
    expect(cardLines(card)).toEqual([
      'Approval needed: contoso  contoso-1',
      'For Jon Berg or Ana Ruiz',
      'Mia Okafor asks to give the application "ServiceNow SecOps EXO CBA" in tenant contoso.onmicrosoft.com (Contoso Ltd):',
      '• Exchange.ManageAsApp on Office 365 Exchange Online: manage Exchange as an application',
      '• Exchange.ManageAsApp on Microsoft Exchange Online Protection: needed by Connect-IPPSSession',
      '• Mail.ReadWrite on Microsoft Graph: read and write mail in ALL mailboxes of the tenant',
      '• Role Compliance Administrator, whole directory',
      '• Certificate 9F2C…5F70, RSA 2048, valid to 23 Nov 2027, made on mid1:',
      THUMBPRINT,
      '• Its key will be held by: mid1, mid2 (group emea), as CORP\\svc-mid',
      '• Also covered until 23 Nov 2027: renewing this certificate on the same servers',
      'Checked: the tenant id matches, the application was made by exo, nobody else has a way into it.',
      '◆ Open · expires tomorrow 14:31 UTC',
      '[Approve] [Decline] [Details]',
    ]);
  });

  it('says plainly when an earlier client id made the application, before anything else that is approved', () => {
    const { run, gate, view } = open();
    const EARLIER = 'ea211e12-0000-4000-8000-000000000001';
    const { application } = gate.subject;
    const adopted = { ...application, createdByAppId: EARLIER, adoptedBy: application.createdByAppId };
    const card = approvalCard(run, { ...gate, subject: { ...gate.subject, application: adopted } }, view);

    const lines = cardLines(card);
    expect(cardProblems(card)).toEqual([]);
    expect(lines[3]).toContain(`not made by exo as it is now, but by an earlier client id of exo: ${EARLIER}`);
    expect(lines[4]).toBe(`Application ID ${application.appId}`);
    expect(lines.join(' ')).toContain('the application was made by an earlier client id of exo');
    expect(lines.join(' ')).not.toContain('made by exo,');
  });

  it('binds both decisions to run, round and what is shown', () => {
    const { run, gate, view } = open();
    const card = approvalCard(run, gate, view);
    const data = { run: 'contoso-1', round: 1 };

    expect(buttonOf(card, 'Approve')).toMatchObject({ verb: 'approve', style: 'positive', data });
    expect(buttonOf(card, 'Decline')).toMatchObject({ verb: 'decline', style: 'destructive', data });
  });

  it('mentions the approvers in the way Teams wants it', () => {
    const { run, gate, view } = open();
    const mentions = [
      { id: '29:jon', name: 'Jon Berg' },
      { id: '29:x', name: '</at>**Eve**' },
    ];
    const card = approvalCard(run, gate, view, { ...REACHED, mentions });

    expect(cardProblems(card)).toEqual([]);
    expect(cardLines(card)[1]).toBe('<at>Jon Berg</at> <at>‹/at›∗∗Eve∗∗</at>');
    expect(card.msteams?.['entities']).toEqual([
      { type: 'mention', text: '<at>Jon Berg</at>', mentioned: { id: '29:jon', name: 'Jon Berg' } },
      { type: 'mention', text: '<at>‹/at›∗∗Eve∗∗</at>', mentioned: { id: '29:x', name: '‹/at›∗∗Eve∗∗' } },
    ]);
  });

  it('warns where everybody sees it when somebody else has a way into the application', () => {
    const others = [
      { kind: 'client-secret', on: 'application', id: 'k1', text: 'client secret "old", valid until 2027-01-01' },
      { kind: 'owner', on: 'enterprise-application', id: 'o1', text: 'owner "Eve"' },
    ] as const;
    const { run, gate, view } = open({ others: [...others] });
    const text = cardToText(approvalCard(run, gate, view));

    expect(text).toContain('⚠ Warning: 2 ways into this application were not made by exo.');
    expect(text).toContain('• client secret "old", valid until 2027-01-01');
    expect(text).toContain('• owner "Eve" (enterprise application)');
    expect(text).not.toContain('nobody else');
  });

  it('names each account where they differ, and says when renewals are asked for again', () => {
    const servers = [
      { server: 'mid1', account: 'LocalSystem' },
      { server: 'mid2', account: 'CORP\\svc-mid' },
    ];
    const { run, gate, view } = open({ custody: { serverGroup: 'emea', servers }, renewals: 'ask' });
    const text = cardToText(approvalCard(run, gate, view));

    expect(text).toContain('held by: mid1 as LocalSystem, mid2 as CORP\\svc-mid (group emea)');
    expect(text).toContain('• A renewal of this certificate is asked for again');
    expect(text).not.toContain('Also covered');
  });

  it('says what is new since the approval before', () => {
    const { run, gate, view } = open({}, { news: ['mid3 gets the key', 'client secret "backup"'] });
    const lines = cardLines(approvalCard(run, gate, view));

    expect(lines).toContain('Why this is asked again:');
    expect(lines).toContain('• mid3 gets the key');
    expect(lines).toContain('• client secret "backup"');
  });

  it('asks for no permission and no role in link mode', () => {
    const { run, gate, view } = open({}, {}, { mode: 'link' });
    const lines = cardLines(approvalCard(run, gate, view)).filter((line) => line.startsWith('•'));

    expect(lines[0]).toBe("• No permission and no role: these are for the customer's administrator");
    expect(lines).toHaveLength(4);
  });

  it('sends approvers to their sign-in where that is what counts', () => {
    const approval = { ...RULES, proof: 'sign-in' } as const;
    const { run, gate, view } = open({}, {}, { approval });
    const approvalUrl = 'https://exo.example/approve?run=contoso-1';
    const card = approvalCard(run, gate, { ...view, approvalUrl });

    expect(buttonOf(card, 'Sign in and approve')).toMatchObject({ type: 'Action.OpenUrl', url: approvalUrl });
    expect(cardLines(card).at(-1)).toBe('[Sign in and approve] [Decline] [Details]');
  });

  it('shows the role without permissions when these are there', () => {
    const { run, gate, view } = open({ permissions: [] });

    expect(cardLines(approvalCard(run, gate, view)).filter((line) => line.startsWith('•'))[0]).toBe(
      '• Role Compliance Administrator, whole directory',
    );
  });

  it('never leaves a permission out, however many there are', () => {
    const { subject: some } = open().gate;
    const permissions = Array.from({ length: 150 }, (_, index) => ({
      ...(some.permissions[index % 3] ?? { resourceAppId: '', resourceName: '', appRoleId: '', meaning: '' }),
      value: `Permission.Number${index}.All`,
    }));
    const { run, gate, view } = open({ permissions });
    const card = approvalCard(run, gate, view);

    expect(cardProblems(card)).toEqual([]);
    for (const { value } of permissions) expect(cardToText(card)).toContain(value);
  });
});

describe('the approval card afterwards', () => {
  it('says who approved and when, and keeps what was asked for folded', () => {
    const card = decidedAt('approved');

    expect(cardProblems(card)).toEqual([]);
    expect(cardLines(card)[0]).toContain('✔ Approved by Jon Berg at 14:38 UTC: contoso');
    expect(cardToText(card)).not.toContain('Mail.ReadWrite');
    expect(cardToText(card, { folded: true })).toContain('Mail.ReadWrite on Microsoft Graph');
  });

  it.each([
    ['declined', '✖ Declined by Jon Berg at 14:31 UTC: contoso', 'Nothing was granted.'],
    ['expired', '■ Expired at 14:31 UTC: contoso', 'Nobody decided in time, nothing was granted.'],
    ['cancelled', '■ Withdrawn at 14:31 UTC: contoso', 'because Mia Okafor cancelled the run. Nothing was granted.'],
  ] as const)('says what came of it: %s', (stage, title, text) => {
    const card = decidedAt(stage);

    expect(cardLines(card)[0]).toContain(title);
    expect(cardToText(card)).toContain(text);
  });

  it('points to the newer card when approval was asked for again', () => {
    const driver = driverAt('expired');
    driver.apply({ type: 'retry', by: MIA });
    const card = approvalDecidedCard(driver.run, open().gate.subject, viewOf(driver), 1);

    expect(driver.run.gate).toMatchObject({ state: 'open', round: 2 });
    expect(cardLines(card)[0]).toContain('■ Replaced: contoso');
  });

  it('cannot be decided any more', () => {
    for (const stage of ['approved', 'declined', 'expired', 'cancelled'] as const) {
      expect(buttonsOf(decidedAt(stage)).map(({ title }) => title)).toEqual(['Details']);
    }
  });
});
