import { describe, expect, test } from 'vitest';
import { backOff } from '../../../src/runs/decide/back-off.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { JON, MIA, makeRequest } from '../../support/run-request.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const pending = {
  kind: 'transient',
  code: 'consent-pending',
  budgetMs: 72 * HOUR,
  advice: 'Still missing: consent.',
} as const;

function waiting() {
  const driver = new RunDriver(makeRequest({ mode: 'link' }));
  driver.finishAll(['await-consent']);
  driver.decideApproval('approve', JON);
  driver.finishAll(['await-consent']);
  return driver;
}

/** Looks once more and finds the same. @returns the wait until the next look, in milliseconds */
function look(driver: RunDriver, more: object = {}): number {
  driver.now = Math.max(driver.step('await-consent').retryAt ?? 0, driver.now);
  driver.start('await-consent');
  driver.fail('await-consent', { ...pending, ...more });
  return (driver.step('await-consent').retryAt ?? 0) - driver.now;
}

describe('a run that waits for the consent of a customer', () => {
  test('looks after 15 seconds at first and every 10 minutes at last', () => {
    const driver = waiting();

    const waits = Array.from({ length: 12 }, () => look(driver));

    expect(waits[0]).toBe(15_000);
    expect(waits).toEqual(waits.toSorted((one, other) => one - other));
    expect(waits.slice(-2)).toEqual([10 * MINUTE, 10 * MINUTE]);
  });

  test('looks less than 500 times in three days and writes a line for the first and for the end', () => {
    const driver = waiting();
    const before = driver.journal.length;
    let looks = 0;

    while (driver.step('await-consent').state !== 'failed') {
      look(driver);
      looks += 1;
    }

    expect(looks).toBeLessThan(500);
    expect(driver.journal.slice(before).map(({ what }) => what)).toEqual(['started', 'failed', 'failed']);
  });

  test('writes a line when something changed', () => {
    const driver = waiting();
    look(driver);
    look(driver);
    const before = driver.journal.length;

    look(driver, { advice: 'Still missing: the role.' });

    expect(driver.journal.slice(before).map(({ what }) => what)).toEqual(['failed']);
  });

  test('looks at once, and often again, after somebody came back from the consent page', () => {
    const driver = waiting();
    for (let each = 0; each < 12; each++) look(driver);

    driver.apply({ type: 'retry', by: MIA });

    expect(driver.step('await-consent').state).toBe('queued');
    expect(look(driver)).toBe(15_000);
  });
});

test('other failures wait as ever', () => {
  expect(backOff(1)).toBe(2000);
  expect(backOff(99)).toBe(15 * MINUTE);
});
