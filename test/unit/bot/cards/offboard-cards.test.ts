import { describe, expect, it } from 'vitest';
import { cardLines, cardToText } from '../../../../demo/chat/card-text.ts';
import { approvalCard, approvalDecidedCard, runCard, statusCard } from '../../../../src/bot/cards/index.ts';
import { isRemoval } from '../../../../src/contracts/approval/approval.ts';
import { subjectLines } from '../../../../src/jobs/sign-in/subject-lines.ts';
import { boardRow } from '../../../../src/runs/board.ts';
import type { RunRequest } from '../../../../src/runs/run.ts';
import { cardProblems } from '../../../support/card-check.ts';
import { RunDriver } from '../../../support/run-driver.ts';
import { JON, MIA, makeRequest } from '../../../support/run-request.ts';
import { viewOf } from '../../../support/runs.ts';
import { FRESH, IN_PLACE, THUMBPRINT } from '../../../support/step-outputs.ts';
import { statusOf } from '../../../support/tenants.ts';

const standing = {
  organization: 'contoso.onmicrosoft.com',
  appId: FRESH['find-application'].appId,
  thumbprint: THUMBPRINT,
};

function atGate(changes: Partial<RunRequest> = {}, survey: Partial<(typeof FRESH)['survey-application']> = {}) {
  const outputs = { ...IN_PLACE, 'survey-application': { ...FRESH['survey-application'], ...survey } };
  const driver = new RunDriver(makeRequest({ kind: 'offboard', standing, ...changes }), outputs);
  driver.finishAll();
  const { gate } = driver.run;
  if (!gate?.subject || !isRemoval(gate.subject)) throw new Error('nothing to approve');
  return { driver, subject: gate.subject, gate: { ...gate, subject: gate.subject } };
}

function askedWith(...given: Parameters<typeof atGate>) {
  const { driver, gate } = atGate(...given);
  return approvalCard(driver.run, gate, viewOf(driver));
}

describe('the approval card of an offboarding', () => {
  it('begins with the last use, lists everything that goes, and says until when it can be restored', () => {
    const card = askedWith();
    const text = cardToText(card);

    expect(text).toContain('Approval needed: take out contoso');
    expect(text).toContain('Last used 2 h');
    expect(text).toContain('from 10.1.2.3.');
    expect(text.indexOf('Last used')).toBeLessThan(text.indexOf('Removes'));
    expect(text).toContain('• Role Compliance Administrator, whole directory');
    expect(text).toContain('• Permission Mail.ReadWrite on Microsoft Graph');
    expect(text).toContain(`• 1 private key on mid2: ${THUMBPRINT}`);
    expect(text).toContain('can be restored until 24 Dec 2026; the private keys cannot.');
    expect(text).toContain('[Approve] [Decline] [Details]');
    expect(cardProblems(card)).toEqual([]);
  });

  it('says that the last use is not known, which is not the same as never', () => {
    const unknown = { known: false, at: null, from: null };
    expect(cardToText(askedWith({}, { lastUse: unknown }))).toContain('Last used: not known.');
    expect(cardToText(askedWith({}, { lastUse: { ...unknown, known: true } }))).toContain(
      'no successful sign-in in the log',
    );
  });

  it('warns of what stays on a server that is offline', () => {
    expect(cardToText(askedWith({ absent: ['mid2'] }))).toContain(
      'mid2 is offline, so the private keys that it holds are not erased.',
    );
  });

  it('says what was decided about', () => {
    const { driver, subject } = atGate();
    driver.decideApproval('decline', JON);
    const card = approvalDecidedCard(driver.run, subject, viewOf(driver));

    expect(cardToText(card)).toContain('Nothing was removed. The run has ended.');
    expect(JSON.stringify(card)).toContain('Role Compliance Administrator, whole directory');
  });
});

it('whoever signs in to approve reads the same', () => {
  const { subject } = atGate({ absent: ['mid2'] });
  const lines = subjectLines(subject);

  expect(lines).toContain('Last used: 2026-11-24T12:31:00.000Z from 10.1.2.3');
  expect(lines).toContain(`Erase the private key on mid1: ${THUMBPRINT}`);
  expect(lines).toContain('Stays, because the server is offline: what mid2 holds');
});

describe('the last card of an offboarding', () => {
  it('lists what was removed and what remains', () => {
    const { driver } = atGate({ absent: ['mid2'] }, {});
    driver.complete();
    const card = runCard(driver.run, viewOf(driver));
    const lines = cardLines(card);

    expect(lines[0]).toContain('■ contoso is offboarded');
    const removed = lines.slice(lines.indexOf('Removed') + 1, lines.indexOf('Remains'));
    expect(removed).toEqual([
      '• "ServiceNow SecOps EXO CBA" from Exchange',
      '• 1 directory role',
      '• 2 permissions',
      '• the application "ServiceNow SecOps EXO CBA" with its keys and secrets',
      expect.stringMatching(/^• 1 private key on mid1: /),
    ]);
    const text = lines.slice(lines.indexOf('Remains')).join('\n');
    expect(text).toContain('can restore until 24 Dec 2026');
    expect(text).toContain('say @exo offboard contoso when it is back');
    expect(cardProblems(card)).toEqual([]);
  });

  it('has the command that removes what stays in Exchange', () => {
    const { driver } = atGate();
    driver.decideApproval('approve');
    driver.finish('remove-from-exchange@mid1', { removed: false, remains: 'Entra does not know the certificate.' });
    driver.finishAll();

    expect(cardToText(runCard(driver.run, viewOf(driver)))).toContain(
      'Remove-ServicePrincipal -Identity 22222222-2222-4222-8222-222222222222 -Confirm:$false',
    );
  });

  it('says after a cancel what is gone already', () => {
    const { driver } = atGate();
    driver.decideApproval('approve');
    driver.finish('remove-from-exchange@mid1');
    driver.apply({ type: 'cancel', by: MIA });

    expect(cardToText(runCard(driver.run, viewOf(driver)))).toContain(
      'Removed already: "ServiceNow SecOps EXO CBA" from Exchange.',
    );
  });
});

it('a tenant that was taken out is not ready on the list of all tenants', () => {
  const { driver } = atGate();
  driver.complete();
  const rows = [boardRow(driver.run, undefined, driver.run.createdAt)];
  const lines = cardLines(statusCard(statusOf(0, { rows, filter: 'all' })));

  expect(lines).toContain('contoso ■ offboarded · at 14:31 UTC  [Onboard]');
});
