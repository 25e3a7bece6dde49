import { describe, expect, it } from 'vitest';
import { buttonOf, buttonsOf, cardLines, cardToText } from '../../../../demo/chat/card-text.ts';
import { runCard } from '../../../../src/bot/cards/index.ts';
import type { RunView } from '../../../../src/bot/cards/run/view.ts';
import { shortId } from '../../../../src/bot/cards/text.ts';
import { cardProblems } from '../../../support/card-check.ts';
import { rotating } from '../../../support/rotation.ts';
import { MIA } from '../../../support/run-request.ts';
import { ALL_STAGES, driverAt, type Stage, viewOf } from '../../../support/runs.ts';
import { APP_ID, THUMBPRINT } from '../../../support/step-outputs.ts';

function cardAt(stage: Stage, view: Partial<RunView> = {}) {
  const driver = driverAt(stage);
  return runCard(driver.run, viewOf(driver, view));
}

describe('the run card', () => {
  it.each(ALL_STAGES)('is a card without faults: %s', (stage) => {
    for (const serverCount of [2, 20]) {
      const driver = driverAt(stage, { serverCount });

      expect(cardProblems(runCard(driver.run, viewOf(driver)))).toEqual([]);
    }
  });

  it('says at once what was asked for, what is being done and that an approver is needed', () => {
    const card = cardAt('asked');

    expect(cardLines(card)).toEqual([
      'Onboarding contoso  contoso-1',
      'contoso.com · tenant 7c1d…41e0 · servers emea (mid1, mid2)',
      '● Working: checking the tenant, mid1 and mid2',
      '1 Application             – waiting',
      '2 Permissions             – waiting · needs an approver',
      '3 Certificate             – waiting',
      '4 Attach certificate      – waiting · same approval',
      '5 Compliance role         – waiting · same approval',
      '6 Exchange                – waiting',
      '7 Proof                   – waiting',
      'Asked by Mia Okafor at 14:31 UTC',
      '[Cancel] [Details]',
    ]);
    expect(card.fallbackText).toBe('Onboarding contoso: checking the tenant, mid1 and mid2.');
  });

  it('shows the work that goes on beside the approval it waits for', () => {
    const text = cardToText(cardAt('working'));

    expect(text).toContain('● Working: checking mid2');
    expect(text).toContain('◆ Waiting for approval by Jon Berg or Ana Ruiz until tomorrow 14:31 UTC');
    expect(text).toMatch(/Application +✔ done · registered/);
    expect(text).toMatch(/Permissions +◆ waiting for approval/);
  });

  it('does not name the requester among those who could approve', () => {
    const text = cardToText(cardAt('approval', { approvers: ['Mia Okafor', 'Jon Berg'] }));

    expect(text).toContain('Waiting for approval by Jon Berg until');
  });

  it('says so when nobody could approve', () => {
    expect(cardToText(cardAt('approval', { approvers: [] }))).toContain('none is configured');
    expect(cardToText(cardAt('approval', { approvers: ['Mia Okafor'] }))).toContain('approval by another approver');
  });

  it('says what Microsoft needs time for, and when it tries again', () => {
    const card = cardAt('lag');
    const text = cardToText(card);

    expect(text).toContain(
      '● Working: The role Compliance Administrator is assigned but Exchange does not know it yet. Usual for a new role, up to 1 hour. Next try 14:53 UTC, attempt 4.',
    );
    expect(text).toMatch(/Exchange +● trying again · 14:53 UTC/);
    expect(buttonOf(card, 'Try now')).toMatchObject({ verb: 'retry', data: { run: 'contoso-1' } });
  });

  it('says when it looks again, while it watches and nothing is wrong', () => {
    const driver = rotating();
    driver.apply({ type: 'switch-confirmed', by: MIA });
    driver.start('watch-use');
    driver.fail('watch-use', {
      kind: 'transient',
      code: 'old-certificate-watched',
      retryAfterMs: 6 * 3_600_000,
      budgetMs: 86_400_000,
    });

    const text = cardToText(runCard(driver.run, viewOf(driver)));

    expect(text).toContain('Next look 20:31 UTC.');
    expect(text).toMatch(/Old certificate +● watching · next look 20:31 UTC/);
  });

  it('says which MID server is offline, while steps wait for it', () => {
    const absentServers = [{ server: 'mid2', lastSeen: Date.parse('2026-11-24T11:20:00Z') }, { server: 'elsewhere' }];

    expect(cardToText(cardAt('asked', { absentServers }))).toContain(
      '⚠ mid2 is offline: last seen at 11:20 UTC. Its steps start when its runners are back.',
    );
    expect(cardToText(cardAt('asked', { absentServers: [{ server: 'mid2', notAccepted: true }] }))).toContain(
      '⚠ mid2 has a runner that is not accepted: it gets no work. See @exo runners.',
    );
    expect(cardToText(cardAt('asked', { absentServers }))).not.toContain('elsewhere');
    expect(cardToText(cardAt('finished', { absentServers }))).not.toContain('not there');
  });

  it('says first that nothing moves because exo itself cannot do its work', () => {
    const standstill = {
      says: 'jobs has not been seen since 14:02 UTC: nothing moves until it is started.',
      advice: 'Start jobs and read its log.',
    };
    const card = cardAt('asked', { standstill });

    expect(cardLines(card)).toContain(`⚠ ${standstill.says} ${standstill.advice}`);
    expect(cardProblems(card)).toEqual([]);
    expect(cardToText(cardAt('finished', { standstill }))).not.toContain('nothing moves');
  });

  it('says in two sentences what stopped and what to do, and what is fine', () => {
    const card = cardAt('needs-person');
    const lines = cardLines(card);

    expect(lines[0]).toContain('✖ contoso needs you');
    expect(lines).toContain('✖ Stopped: mid2 has ExchangeOnlineManagement 3.1.0, 3.2.0 or newer is needed.');
    expect(lines).toContain(
      'To do: On mid2, as administrator: Install-Module ExchangeOnlineManagement -MinimumVersion 3.10.1 -Scope AllUsers.',
    );
    expect(lines).toContain('Everything else is done. mid1 is proved.');
    expect(lines.at(-1)).toBe('[Retry mid2] [Open learn.microsoft.com] [Cancel run] [Details]');
    expect(card.fallbackText).toContain('contoso needs you: mid2 has ExchangeOnlineManagement 3.1.0');
  });

  it('owns up to a fault of its own', () => {
    const driver = driverAt('asked');
    driver.fail('check-server@mid2', { kind: 'ours', message: 'The result cannot be read', advice: 'Retry' });
    const text = cardToText(runCard(driver.run, viewOf(driver)));

    expect(text).toContain('✖ Stopped: mid2: The result cannot be read.');
    expect(text).toContain('This is a fault of exo. Report it with what stands under Details.');
    expect(text).toContain('Everything else goes on: checking the tenant and mid1.');
  });

  it('keeps codes, the original text, request id and full ids folded under Details', () => {
    const card = cardAt('needs-person');
    const folded = ['module-too-old', 'is not recognized', '6f1c2b52-0000-4000-8000-00000000abcd', APP_ID];

    for (const text of folded) {
      expect(cardToText(card)).not.toContain(text);
      expect(cardToText(card, { folded: true })).toContain(text);
    }
  });

  it('announces which certificate the application accepts from now on', () => {
    const card = cardAt('needs-person');

    expect(cardToText(card)).toContain(`attached: ${shortId(THUMBPRINT)}`);
    expect(cardToText(card, { folded: true })).toContain(THUMBPRINT);
  });

  it('asks before it cancels, and says what stays behind', () => {
    const card = cardAt('approval');
    const [first] = buttonsOf(card).filter(({ title }) => title === 'Cancel');

    expect(first?.type).toBe('Action.ShowCard');
    expect(buttonOf(card, 'Cancel the run')).toMatchObject({ verb: 'cancel', data: { run: 'contoso-1' } });
    expect(cardToText(card, { folded: true })).toContain(
      'Cancel contoso-1? What is there stays: the application in contoso and the certificate on mid1.',
    );
    expect(cardToText(cardAt('asked'), { folded: true })).toContain('Cancel contoso-1? Nothing was written.');
  });

  it('offers Retry when the approval expired', () => {
    const card = cardAt('expired');

    expect(cardToText(card)).toContain('Stopped: Nobody approved in time.');
    expect(buttonOf(card, 'Retry')).toMatchObject({ verb: 'retry' });
  });

  it('becomes the hand-over', () => {
    const card = cardAt('finished');

    expect(cardLines(card)).toEqual(
      [
        '✔ contoso is ready  contoso-1',
        'contoso.onmicrosoft.com · tenant 7c1d…41e0 · servers emea (mid1, mid2)',
        'Enter in ServiceNow (Exchange Online integration)',
        'Organization',
        'contoso.onmicrosoft.com',
        'Application ID',
        APP_ID,
        'Certificate thumbprint (valid to 23 Nov 2027)',
        THUMBPRINT,
        'Proved as the MID service user',
        'mid1                      ✔ token ✔ session ✔ search ',
        'mid2                      ✔ token ✔ session ✔ search ',
        'Asked by Mia Okafor at 14:31 UTC · approved by Jon Berg · 8 min, including 7 min waiting for approval',
        '[Details]',
      ].map((line) => line.trimEnd()),
    );
  });

  it('says that nothing was changed when everything was there', () => {
    expect(cardToText(cardAt('unchanged'))).toContain('Everything was in place already: nothing was changed.');
    expect(cardToText(cardAt('finished'))).not.toContain('nothing was changed');
  });

  it('says which proof is missing and why', () => {
    const driver = driverAt('approved');
    driver.finishAll(['verify-connection@mid2']);
    driver.finish('verify-connection@mid2', {
      account: 'CORP\\svc-mid',
      computerName: 'MID2',
      token: { state: 'ok', message: 'ok' },
      session: { state: 'ok', message: 'ok' },
      search: { state: 'not-tested', message: 'This module has no search-only session' },
    });

    expect(cardToText(runCard(driver.run, viewOf(driver)))).toContain(
      '✔ token ✔ session – search not tested This module has no search-only session.',
    );
  });

  it('groups the proofs of many MID servers', () => {
    const driver = driverAt('finished', { serverCount: 20 });
    const text = cardToText(runCard(driver.run, viewOf(driver)));

    expect(text).toMatch(/20 of 20 +✔ token ✔ session ✔ search/);
    expect(text).toContain('mid19, mid20');
  });

  it('says who ended it, what stays and how to go on', () => {
    expect(cardToText(cardAt('declined'))).toContain('Declined by Jon Berg at 14:31 UTC: nothing was granted.');
    expect(cardToText(cardAt('cancelled'))).toContain('Cancelled by Mia Okafor at 14:31 UTC. What is there stays:');
    expect(cardToText(cardAt('cancelled'))).toContain('@exo onboard contoso');
  });

  it.each(['finished', 'declined', 'cancelled', 'unchanged', 'plan-finished'] as const)(
    'has no button that does something once the run is over: %s',
    (stage) => {
      expect(buttonsOf(cardAt(stage)).filter(({ type }) => type === 'Action.Execute')).toEqual([]);
    },
  );

  it('sends with every button the run and nothing else', () => {
    for (const stage of ALL_STAGES) {
      for (const each of buttonsOf(cardAt(stage)).filter(({ type }) => type === 'Action.Execute')) {
        expect(each['data']).toEqual({ run: 'contoso-1' });
      }
    }
  });
});
