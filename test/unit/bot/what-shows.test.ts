import { describe, expect, it } from 'vitest';
import { nextLook, signatureOf } from '../../../src/bot/delivery/cards/what-shows.ts';
import { driverAt, viewOf } from '../../support/runs.ts';

describe('the card of a run that does not change', () => {
  it('is looked at again while a step is with a worker, because either may go away', () => {
    const { run, now } = driverAt('asked');

    expect(nextLook(run, now)).toBe(now + 15_000);
  });

  it('is looked at again when the time of an attempt has passed and nobody made it', () => {
    const { run, now } = driverAt('lag');
    const retryAt = run.steps.find(({ name }) => name === 'register-in-exchange')?.retryAt ?? 0;

    expect(nextLook(run, now)).toBe(retryAt + 1000);
    expect(nextLook(run, retryAt + 1000)).toBe(retryAt + 16_000);
  });

  it('is looked at once an hour while people are waited for, and never when the run is over', () => {
    const { run, now } = driverAt('approval');

    expect(nextLook(run, now)).toBe((run.gate?.openedAt ?? 0) + 3_600_000);
    expect(nextLook(driverAt('finished').run, now)).toBeUndefined();
  });

  it('is written again when jobs goes away, and when it is back', () => {
    const driver = driverAt('asked');
    const standstill = { says: 'jobs has not been seen since 14:02 UTC.', advice: 'Start jobs.' };
    const signature = (changes: object) => signatureOf(driver.run, viewOf(driver, changes), 0, 'message');

    expect(signature({ standstill })).not.toBe(signature({}));
    expect(signature({ standstill })).toBe(signature({ standstill }));
  });
});
