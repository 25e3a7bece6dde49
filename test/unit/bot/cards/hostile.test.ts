import { describe, expect, it } from 'vitest';
import { allObjects } from '../../../../demo/chat/card-text.ts';
import {
  approvalCard,
  approvalDecidedCard,
  didYouMeanCard,
  lookupCard,
  noticeCard,
  refusalText,
  runCard,
  runnersCard,
  statusCard,
  tenantCard,
  unknownTenantCard,
} from '../../../../src/bot/cards/index.ts';
import type { Card } from '../../../../src/bot/chat/card.ts';
import { boardRow, onboardedRow } from '../../../../src/runs/board.ts';
import { cardProblems } from '../../../support/card-check.ts';
import { RunDriver } from '../../../support/run-driver.ts';
import { makeRequest, TENANT_ID } from '../../../support/run-request.ts';
import { viewOf } from '../../../support/runs.ts';
import { FRESH } from '../../../support/step-outputs.ts';
import { statusOf } from '../../../support/tenants.ts';

const EVIL =
  '**Approved** [click](https://evil.example) <at>Jon Berg</at> `x` _y_ {{DATE(2026-01-01T00:00:00Z)}} \u202Egnp.exe\n# big';
const HOSTILE = `${EVIL} ${'<b>*[A](http://a)*</b> '.repeat(500)}`;

/** A run in which everything that can come from outside is hostile. */
function hostileDriver(): RunDriver {
  const tenant = { id: TENANT_ID, domain: HOSTILE, label: HOSTILE, cloud: 'global' } as const;
  const requester = { id: '0d9a1b2c-0000-4000-8000-000000000001', name: HOSTILE };
  const driver = new RunDriver(makeRequest({ tenant, requester, displayName: HOSTILE }), {
    ...FRESH,
    'check-tenant': { ...FRESH['check-tenant'], displayName: HOSTILE, initialDomain: HOSTILE, warnings: [HOSTILE] },
    'register-application': {
      ...FRESH['register-application'],
      displayName: HOSTILE,
      others: Array.from({ length: 40 }, (_, index) => ({
        kind: 'certificate' as const,
        on: 'application' as const,
        id: `${index}`,
        text: HOSTILE.slice(0, 300),
      })),
    },
    'check-server': {
      ...FRESH['check-server'],
      findings: Array.from({ length: 30 }, () => ({
        code: 'x',
        level: 'warning' as const,
        message: HOSTILE,
        advice: HOSTILE,
      })),
    },
    'verify-connection': {
      ...FRESH['verify-connection'],
      session: { state: 'failed', message: HOSTILE },
      search: { state: 'not-tested', message: HOSTILE },
    },
  });
  // Ids are made by the bot, of letters, digits and '-'.
  driver.run = { ...driver.run, id: 'contoso-1' };
  return driver;
}

/** Everything that a client reads as Markdown or HTML. */
function readAsMarkdown(card: Card): string[] {
  const blocks = allObjects(card).flatMap(({ type, text }) => (type === 'TextBlock' ? [String(text)] : []));
  return [...blocks, card.fallbackText];
}

function expectHarmless(card: Card): void {
  expect(cardProblems(card)).toEqual([]);
  for (const text of readAsMarkdown(card)) expect(text).not.toMatch(/[*`[\]<>]|:\/\/|(^|\s)_|^\s*(#|-|\d+\.)\s/);
  const json = JSON.stringify(card);
  expect(json).not.toMatch(/<\/?at\b/i);
  expect(json).not.toContain('{{');
  expect(json).not.toContain('\u202e');
}

describe('hostile text', () => {
  it('is never markup on the cards of a run, and never makes one too big', () => {
    const driver = hostileDriver();
    const view = viewOf(driver, { approvers: [HOSTILE, HOSTILE] });
    driver.finishAll();
    const { gate } = driver.run;
    if (!gate?.subject) throw new Error('nothing to approve');
    const news = Array.from({ length: 30 }, () => HOSTILE);

    expectHarmless(runCard(driver.run, view));
    const names = Array.from({ length: 30 }, () => HOSTILE);
    const reach = { mentions: [], more: 3, missed: names, checked: false, where: 'team' } as const;
    expectHarmless(approvalCard(driver.run, { ...gate, subject: gate.subject, news }, view));
    expectHarmless(approvalCard(driver.run, { ...gate, subject: gate.subject, news: [] }, view, reach));
    expectHarmless(runCard(driver.run, { ...view, reach }));
    driver.decideApproval('approve', { id: 'x', name: HOSTILE, roles: ['approver'] });
    expectHarmless(approvalDecidedCard(driver.run, gate.subject, view));
    expect(refusalText('already-decided', driver.run, view)).not.toMatch(/[*`[\]<>]/);

    driver.finishAll();
    expect(driver.run.state).toBe('finished');
    expectHarmless(runCard(driver.run, viewOf(driver)));
  });

  it('is never markup when every step of many servers failed with it', () => {
    const driver = new RunDriver(makeRequest({ serverCount: 20 }));
    for (const id of driver.active()) {
      driver.start(id);
      driver.fail(id, {
        code: HOSTILE,
        message: HOSTILE,
        advice: HOSTILE,
        detail: HOSTILE,
        requestId: HOSTILE,
        link: `javascript:alert(1)//${HOSTILE}`,
      });
    }
    const card = runCard(driver.run, viewOf(driver));

    expectHarmless(card);
    expect(JSON.stringify(card)).not.toContain('javascript:');
  });

  it('is never markup on the status card and the card of a tenant', () => {
    const driver = hostileDriver();
    driver.complete();
    const onboarded = onboardedRow(driver.run, driver.now);
    if (!onboarded) throw new Error('not finished');
    const rows = Array.from({ length: 40 }, (_, index) => ({
      ...boardRow(driver.run, undefined, driver.now),
      tenantId: String(index),
      state: 'needs-person' as const,
      reason: HOSTILE,
    }));
    const status = statusOf(0, {
      rows,
      onboarded: [onboarded],
      configured: [HOSTILE],
      servers: [{ name: 'mid1', present: true, note: HOSTILE }],
    });

    expectHarmless(tenantCard(onboarded, viewOf(driver)));
    expectHarmless(statusCard(status));
    expectHarmless(statusCard({ ...status, filter: 'all' }));
  });

  it('is never markup on the card of the runners', () => {
    // Names of servers, runners and runs are letters, digits and '-'.
    const name = 'm'.repeat(63);
    const check = {
      server: name,
      run: name,
      at: 0,
      exchangeModuleVersion: HOSTILE,
      findings: Array.from({ length: 30 }, () => ({
        code: HOSTILE,
        level: 'blocks' as const,
        message: HOSTILE,
        advice: HOSTILE,
      })),
    };
    const about = { id: name, server: name };
    const runner = { ...about, work: 'elevated', state: 'here' as const, version: HOSTILE, acceptedBy: HOSTILE };
    // The fingerprint is made by the bot.
    const pending = { ...about, host: HOSTILE, fingerprint: 'k7Q2 mZ4x', addedBy: HOSTILE };
    const many = <T>(each: T): T[] => Array.from({ length: 40 }, () => each);

    const card = runnersCard({
      now: 0,
      timeZone: 'UTC',
      runners: many(runner),
      pending: many(pending),
      servers: many({ name, check }),
    });

    expectHarmless(card);
  });

  it('is never markup when it is said back', () => {
    expectHarmless(noticeCard({ title: HOSTILE, text: HOSTILE }));
    expectHarmless(didYouMeanCard({ said: HOSTILE, suggestion: undefined }));
    expectHarmless(lookupCard({ label: HOSTILE, kind: 'plan', command: 'c', person: '29:mia' }));
    expectHarmless(unknownTenantCard({ reference: HOSTILE, near: [], advice: HOSTILE, command: 'onboard' }));
  });
});
