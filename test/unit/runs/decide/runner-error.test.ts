import { describe, expect, it } from 'vitest';
import { StepError } from '../../../../src/contracts/errors.ts';
import { knownLink } from '../../../../src/contracts/links.ts';
import { OWN_CODES } from '../../../../src/runners/powershell/failures/own-codes.ts';
import { LINKS } from '../../../../src/runners/powershell/failures/rule.ts';
import { RULES } from '../../../../src/runners/powershell/failures/to-step-failure.ts';
import { believedOfRunner, MOST_ATTEMPTS, runnerBudget } from '../../../../src/runs/decide/runner-error.ts';
import { RunDriver } from '../../../support/run-driver.ts';

const LAG = { kind: 'transient', code: 'lag', message: 'm', advice: 'a' } as const;

describe('an error of a runner', () => {
  it('is tried again for as long as the engine says for its code', () => {
    const own = Object.entries(OWN_CODES).map(([code, rule]) => ({ code, ...rule }));
    const lasting = [...RULES, ...own].filter(({ kind }) => kind === 'transient');

    // The runner's tables still name their budgets: both must say the same.
    for (const { code, budgetMs } of lasting) expect([code, runnerBudget(code)]).toEqual([code, budgetMs]);
    expect(believedOfRunner({ ...LAG, budgetMs: 9e15 }).budgetMs).toBe(1_800_000);
  });

  it.each([
    [0, 1000],
    [30_000, 30_000],
    [9e15, 900_000],
  ])('that asks to come back in %d ms is tried again in %d ms', (asked, granted) => {
    expect(believedOfRunner({ ...LAG, retryAfterMs: asked }).retryAfterMs).toBe(granted);
  });

  it('keeps links to places of Microsoft and no others', () => {
    for (const link of Object.values(LINKS)) expect(believedOfRunner({ ...LAG, link }).link).toBe(link);
    for (const link of [
      'javascript:alert(1)',
      'http://learn.microsoft.com/',
      'https://learn.microsoft.com.evil.example/',
      'https://learn.microsoft.com@evil.example/',
      'https://user:secret@learn.microsoft.com/',
      'https://learn.microsoft.com:8443/',
      'not a link',
    ]) {
      expect(knownLink(link)).toBeUndefined();
      expect(believedOfRunner({ ...LAG, link })).not.toHaveProperty('link');
    }
  });

  it('ends with a person after so many attempts, however it changes its code', () => {
    const driver = new RunDriver();
    let attempts = 0;
    while (driver.step('check-server@mid1').state !== 'failed') {
      attempts += 1;
      driver.fail('check-server@mid1', { ...LAG, code: `lag-${attempts}`, retryAfterMs: 0 });
      driver.now += 1000;
    }
    expect(attempts).toBe(MOST_ATTEMPTS);
  });

  it('of the cloud worker may name its own times', () => {
    const driver = new RunDriver();
    driver.fail('check-tenant', { ...LAG, retryAfterMs: 50, budgetMs: 7 * 24 * 3_600_000 });
    expect(driver.step('check-tenant')).toMatchObject({ state: 'delayed', retryAt: driver.now + 50 });
  });
});

describe('the form of an error', () => {
  it('cuts off what is too long and refuses a code that is none', () => {
    const long = StepError.parse({
      ...LAG,
      message: 'm'.repeat(1e6),
      advice: 'a'.repeat(1e6),
      detail: 'd'.repeat(1e6),
    });
    expect([long.message.length, long.advice.length, long.detail?.length]).toEqual([500, 500, 2000]);
    expect(StepError.safeParse({ ...LAG, code: 'Not A Code' }).success).toBe(false);
    expect(StepError.safeParse({ ...LAG, retryAfterMs: Number.NaN }).success).toBe(false);
  });
});
