import { describe, expect, test } from 'vitest';
import { isFinal, type RunRequest } from '../../../src/runs/run.ts';
import { endsSuspension, needsSignIn, suspendedRow } from '../../../src/runs/suspension.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { JON, MIA, makeRequest, SAM } from '../../support/run-request.ts';
import { FRESH, THUMBPRINT } from '../../support/step-outputs.ts';

const STANDING = {
  organization: 'contoso.onmicrosoft.com',
  appId: FRESH['find-application'].appId,
  thumbprint: THUMBPRINT,
};

const suspending = (changes: Partial<RunRequest> = {}, found = FRESH['find-application']) =>
  new RunDriver(makeRequest({ kind: 'suspend', servers: [], ...changes }), { ...FRESH, 'find-application': found });
const resuming = (changes: Partial<RunRequest> = {}) =>
  new RunDriver(makeRequest({ kind: 'resume', standing: STANDING, ...changes }));

describe('a run that suspends', () => {
  test('marks its tenant from its first moment, and says since when once Entra refuses tokens', () => {
    const driver = suspending();
    expect(suspendedRow(driver.run)).toMatchObject({ run: driver.run.id, by: 'Mia Okafor', wasEnabled: null });

    driver.finishAll();

    expect(driver.run.state).toBe('finished');
    expect(suspendedRow(driver.run)).toMatchObject({ since: Date.parse('2026-11-24T14:32:00Z'), wasEnabled: true });
  });

  test('asks nobody and waits for no MID server', () => {
    const driver = suspending();
    driver.finishAll();

    expect(driver.run.gate).toBeNull();
    expect(driver.run.steps.map(({ queue }) => queue)).toEqual(['cloud', 'cloud']);
  });

  test('knows what stood before it: a second one does not forget what the first one found', () => {
    const disabled = { ...FRESH['find-application'], enabled: false };
    const again = suspending({ suspended: { run: 'contoso-suspend-1', wasEnabled: true } }, disabled);
    const ofOthers = suspending({}, disabled);
    const afterUnknown = suspending({ suspended: { run: 'contoso-suspend-1', wasEnabled: null } }, disabled);
    for (const driver of [again, ofOthers, afterUnknown]) driver.finishAll();

    expect(suspendedRow(again.run)?.wasEnabled).toBe(true);
    expect(suspendedRow(ofOthers.run)?.wasEnabled).toBe(false);
    expect(suspendedRow(afterUnknown.run)?.wasEnabled).toBeNull();
  });

  test('is stopped by an admin and by nobody else, whatever else they may stop', () => {
    const driver = suspending();

    for (const by of [MIA, JON]) expect(driver.apply({ type: 'cancel', by }).refusal).toBe('not-administering');
    expect(driver.run.state).toBe('working');
    expect(driver.apply({ type: 'cancel', by: SAM }).refusal).toBeUndefined();
    expect(driver.run.state).toBe('cancelled');
  });

  test('says in the journal what was asked for', () => {
    expect(suspending().journal[0]).toMatchObject({ what: 'asked', detail: 'to suspend the tenant' });
  });
});

describe('a run that resumes', () => {
  test('enables the application, then proves every MID server, and only then ends the suspension', () => {
    const driver = resuming({ suspended: { run: 'contoso-suspend-1', wasEnabled: true } });

    driver.finishAll(['verify-connection@mid2']);
    expect(endsSuspension(driver.run)).toBe(false);
    driver.finishAll();

    expect(driver.run.steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'find-application done',
      'resume-application done',
      'verify-connection@mid1 done',
      'verify-connection@mid2 done',
    ]);
    expect(endsSuspension(driver.run)).toBe(true);
  });

  test('leaves disabled what was disabled before the suspension', () => {
    const driver = resuming({ suspended: { run: 'contoso-suspend-1', wasEnabled: false } });
    driver.finishAll();

    expect(isFinal(driver.run)).toBe(true);
    expect(driver.step('resume-application')).toMatchObject({
      state: 'skipped',
      note: 'it was disabled before exo suspended it',
    });
    expect(driver.step('verify-connection@mid1').state).toBe('skipped');
  });

  test('proves nothing where nothing was ever handed over', () => {
    const { standing: _, ...request } = makeRequest({ kind: 'resume', suspended: { run: 'x', wasEnabled: true } });
    const driver = new RunDriver(request);
    driver.finishAll();

    expect(driver.step('resume-application').state).toBe('done');
    expect(driver.step('verify-connection@mid1').state).toBe('skipped');
  });
});

test('onboarding and rotating need to sign in; a plan, a suspension and its end do not', () => {
  const kinds = (['onboard', 'plan', 'rotate', 'suspend', 'resume'] as const).filter(needsSignIn);
  expect(kinds).toEqual(['onboard', 'rotate']);
});
