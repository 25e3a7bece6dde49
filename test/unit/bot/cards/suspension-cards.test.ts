import { describe, expect, it } from 'vitest';
import { buttonsOf, cardLines, cardToText } from '../../../../demo/chat/card-text.ts';
import { runCard, statusCard } from '../../../../src/bot/cards/index.ts';
import { boardRow } from '../../../../src/runs/board.ts';
import type { Run, RunRequest } from '../../../../src/runs/run.ts';
import { suspendedRow } from '../../../../src/runs/suspension.ts';
import { cardProblems } from '../../../support/card-check.ts';
import { RunDriver, START } from '../../../support/run-driver.ts';
import { MIA, makeRequest, SAM } from '../../../support/run-request.ts';
import { viewOf } from '../../../support/runs.ts';
import { FRESH, THUMBPRINT } from '../../../support/step-outputs.ts';
import { statusOf } from '../../../support/tenants.ts';

const standing = {
  organization: 'contoso.onmicrosoft.com',
  appId: FRESH['find-application'].appId,
  thumbprint: THUMBPRINT,
};
const suspended = { run: 'contoso-suspend-1', wasEnabled: true };

function driverOf(kind: 'suspend' | 'resume', changes: Partial<RunRequest> = {}): RunDriver {
  const servers = kind === 'suspend' ? { servers: [] } : {};
  return new RunDriver(makeRequest({ kind, requester: { id: SAM.id, name: SAM.name }, ...servers, ...changes }));
}

function done(kind: 'suspend' | 'resume', changes: Partial<RunRequest> = {}): Run {
  const driver = driverOf(kind, changes);
  driver.finishAll();
  return driver.run;
}

const seen = (run: Run) => viewOf(new RunDriver(run.request), { now: START + 60_000 });
const textOf = (run: Run) => cardToText(runCard(run, seen(run)));

describe('the card of a suspended tenant', () => {
  it('says since when and by whom, until when tokens stay valid, and what ServiceNow sees', () => {
    const run = done('suspend');
    const card = runCard(run, seen(run));
    const text = cardToText(card);

    expect(text).toContain('■ contoso is suspended');
    expect(text).toContain(
      'Suspended at 14:32 UTC by Sam Lindqvist: contoso.com gives "ServiceNow SecOps EXO CBA" no new tokens.',
    );
    expect(text).toContain('Tokens already issued stay valid, most for about an hour, none beyond 16:02 UTC.');
    expect(text).toContain("ServiceNow's searches in contoso fail in the meantime");
    expect(text).toContain('Nothing was taken away');
    expect(JSON.stringify(card)).toContain('"command":"resume contoso"');
    expect(cardProblems(card)).toEqual([]);
  });

  it('says that somebody else had disabled it already', () => {
    const driver = driverOf('suspend');
    driver.start('find-application');
    driver.finish('find-application', { ...FRESH['find-application'], enabled: false });
    driver.start('suspend-application');
    driver.finish('suspend-application', { changed: false, at: '2026-11-24T14:32:00.000Z' });

    expect(textOf(driver.run)).toContain('It was disabled already at 14:32 UTC, and stays so');
  });

  it('says loudly that it is not suspended yet when it cannot be', () => {
    const driver = driverOf('suspend');
    driver.start('find-application');
    driver.fail('find-application', { message: 'Graph refused.' });

    expect(textOf(driver.run)).toContain('✖ contoso is NOT suspended yet');
  });

  it('does not say that nothing was written when a cancel comes in the middle', () => {
    const driver = driverOf('suspend');
    driver.start('find-application');
    driver.finish('find-application');
    driver.start('suspend-application');
    driver.apply({ type: 'cancel', by: { ...MIA, roles: ['admin'] } });

    expect(textOf(driver.run)).toContain('Whether the application in contoso is disabled already is not known.');
  });
});

describe('the card of a resumed tenant', () => {
  it('says what was proved', () => {
    const text = textOf(done('resume', { standing, suspended }));

    expect(text).toContain('✔ contoso is resumed');
    expect(text).toContain('Every MID server connected with its certificate.');
  });

  it('says who must enable what exo found disabled', () => {
    const text = textOf(done('resume', { standing, suspended: { ...suspended, wasEnabled: false } }));

    expect(text).toContain('stays disabled, because it was so before exo suspended it');
    expect(text).toContain('an administrator of contoso.com sets "Enabled for users to sign in" to Yes');
  });

  it('shows what it does while it works', () => {
    const driver = driverOf('resume', { standing, suspended });
    const lines = cardLines(runCard(driver.run, seen(driver.run)));

    expect(lines.join('\n')).toContain('Resuming contoso');
    expect(buttonsOf(runCard(driver.run, seen(driver.run))).length).toBeGreaterThan(0);
  });
});

it('a suspended tenant stands on the status card, whatever its last onboarding was', () => {
  const run = done('suspend');
  const row = suspendedRow(run);
  const rows = [boardRow(run, undefined, run.createdAt)];
  const lines = cardLines(statusCard(statusOf(0, { rows, suspended: row ? [row] : [] })));

  expect(lines).toContain('1 tenant · 1 suspended');
  expect(lines).toContain('contoso ■ suspended · at 14:32 UTC by Sam Lindqvist  [Open]');
});
