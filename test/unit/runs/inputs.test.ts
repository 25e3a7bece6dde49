import { describe, expect, it } from 'vitest';
import { inputOf } from '../../../src/runs/plans/inputs/inputs.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { makeRequest } from '../../support/run-request.ts';

describe('the check of a tenant', () => {
  it.each([
    ['onboard', 'full'],
    ['onboard', 'link'],
    ['plan', 'full'],
    ['plan', 'link'],
  ] as const)('knows at %s in mode %s which rights the bot will need', (kind, mode) => {
    const driver = new RunDriver(makeRequest({ kind, mode, redirectUri: null }));

    const input = inputOf(driver.run, driver.step('check-tenant'), new Map());

    expect(input).toMatchObject({ mode });
  });
});
