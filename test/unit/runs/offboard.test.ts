import { describe, expect, test } from 'vitest';
import { hashSubject, isRemoval } from '../../../src/contracts/approval/approval.ts';
import { boardRow } from '../../../src/runs/board.ts';
import { planOf } from '../../../src/runs/plans/index.ts';
import type { RunRequest } from '../../../src/runs/run.ts';
import { endsOnboarding } from '../../../src/runs/suspension.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { JON, MIA, makeRequest } from '../../support/run-request.ts';
import { FRESH, IN_PLACE, THUMBPRINT } from '../../support/step-outputs.ts';

const standing = {
  organization: 'contoso.onmicrosoft.com',
  appId: FRESH['find-application'].appId,
  thumbprint: THUMBPRINT,
};
const GONE = { ...FRESH['survey-application'], application: null };

const offboarding = (changes: Partial<RunRequest> = {}, outputs: typeof FRESH = IN_PLACE) =>
  new RunDriver(makeRequest({ kind: 'offboard', standing, ...changes }), outputs);
const states = (driver: RunDriver) => driver.run.steps.map(({ id, state }) => `${id} ${state}`);

describe('an offboarding', () => {
  test('removes nothing before an approver was shown everything', () => {
    const driver = offboarding();
    driver.finishAll();

    expect(driver.run.state).toBe('waiting-approval');
    expect(states(driver)).toEqual([
      'survey-application done',
      'check-server@mid1 done',
      'check-server@mid2 done',
      'approve-consent waiting',
      'remove-from-exchange@mid1 waiting',
      'remove-rights waiting',
      'delete-application waiting',
      'erase-certificate@mid1 waiting',
      'erase-certificate@mid2 waiting',
    ]);
    expect(driver.run.gate?.subject).toMatchObject({
      what: 'offboard',
      lastUse: { at: '2026-11-24T12:31:00.000Z', from: '10.1.2.3' },
      servers: [
        { server: 'mid1', certificates: [THUMBPRINT] },
        { server: 'mid2', certificates: [THUMBPRINT] },
      ],
    });
  });

  test('goes from Exchange over rights and application to the keys, one after the other', () => {
    const driver = offboarding();
    driver.finishAll();
    driver.decideApproval('approve');
    const order: string[] = [];
    for (let next = driver.active(); next.length > 0; next = driver.active()) {
      order.push(next.join(' + '));
      for (const id of next) driver.finish(id);
    }

    expect(order).toEqual([
      'remove-from-exchange@mid1',
      'remove-rights',
      'delete-application',
      'erase-certificate@mid1 + erase-certificate@mid2',
    ]);
    expect(driver.run.state).toBe('finished');
    expect(endsOnboarding(driver.run)).toBe(true);
    expect(boardRow(driver.run, undefined, 0)).toMatchObject({
      kind: 'offboard',
      deleted: FRESH['delete-application'].applicationId,
    });
  });

  test('cannot be approved by whoever asked for it', () => {
    const driver = offboarding({ requester: { id: JON.id, name: JON.name } });
    driver.finishAll();

    expect(driver.decideApproval('approve', JON).refusal).toBe('own-request');
  });

  test('is not covered by the approval of the onboarding', () => {
    const onboard = new RunDriver(makeRequest());
    onboard.complete();
    const driver = offboarding({ earlier: onboard.run.gate?.evidence ?? null });
    driver.finishAll();

    expect(driver.run.gate).toMatchObject({ state: 'open', news: [] });
  });

  test('and its approval covers no onboarding', () => {
    const driver = offboarding();
    driver.complete();
    const onboard = new RunDriver(makeRequest({ earlier: driver.run.gate?.evidence ?? null }), IN_PLACE);
    onboard.finishAll();

    expect(onboard.run.gate).toMatchObject({ state: 'open', news: ['nothing was approved for this tenant before'] });
  });

  test('leaves what an offline server holds, and says so to the approver', () => {
    const driver = offboarding({ absent: ['mid1'] });
    driver.finishAll();

    expect(driver.run.gate?.subject).toMatchObject({ absent: ['mid1'], servers: [{ server: 'mid2' }] });
    expect(driver.step('remove-from-exchange@mid2').queue).toBe('mid2-connect');
    expect(states(driver).join()).not.toContain('@mid1');
  });

  test('removes no right in link mode, where the tenant gave them', () => {
    const driver = offboarding({ mode: 'link' });
    driver.complete();

    expect(driver.step('remove-rights')).toMatchObject({ state: 'skipped' });
    expect(driver.step('delete-application').state).toBe('done');
  });

  test('erases the keys where somebody deleted the application already', () => {
    const driver = offboarding({}, { ...IN_PLACE, 'survey-application': GONE });
    driver.complete();

    expect(driver.run.gate?.state).toBe('approved');
    expect(driver.step('delete-application').state).toBe('skipped');
    expect(driver.step('erase-certificate@mid2').state).toBe('done');
  });

  test('asks nobody where nothing is left', () => {
    const driver = offboarding({}, { ...FRESH, 'survey-application': GONE });
    driver.finishAll();

    expect(driver.run).toMatchObject({ state: 'finished', gate: null });
  });

  test('asks again, with what is there now, when the approval does not hold any more', () => {
    const driver = offboarding();
    driver.finishAll();
    driver.decideApproval('approve');
    driver.finish('remove-from-exchange@mid1');
    driver.fail('remove-rights', { code: 'approval-missing' });

    expect(driver.step('survey-application').state).toBe('queued');
    driver.finishAll();
    expect(driver.run.gate).toMatchObject({ state: 'open', round: 2 });
  });

  test('erases on each server what that server holds', () => {
    const driver = offboarding();
    driver.finishAll();
    const input = planOf(driver.run).input(driver.run, driver.step('erase-certificate@mid2'), new Map());

    expect(input).toEqual({
      thumbprints: [THUMBPRINT],
      certificateTag: `exo-cba fabrikam ${driver.run.request.tenant.id}`,
      storeLocation: 'LocalMachine',
    });
  });

  test('stops where it is when it is cancelled', () => {
    const driver = offboarding();
    driver.finishAll();
    driver.decideApproval('approve');
    driver.finish('remove-from-exchange@mid1');
    driver.apply({ type: 'cancel', by: MIA });

    expect(driver.run.state).toBe('cancelled');
    expect(endsOnboarding(driver.run)).toBe(false);
  });
});

test('what exo deleted itself is remembered on the board until the tenant is onboarded again', () => {
  const gone = offboarding();
  gone.complete();
  const row = boardRow(gone.run, undefined, 0);
  const again = new RunDriver(makeRequest({ deleted: FRESH['delete-application'].applicationId }));

  expect(boardRow(again.run, row, 0).deleted).toBe(FRESH['delete-application'].applicationId);
  again.complete();
  expect(boardRow(again.run, row, 0).deleted).toBeUndefined();
});

test('the subject of an offboarding has a hash of its own', () => {
  const driver = offboarding();
  driver.finishAll();
  const subject = driver.run.gate?.subject;
  if (!subject || !isRemoval(subject)) throw new Error('nothing to approve');

  expect(hashSubject(subject)).toBe(driver.run.gate?.planHash);
  expect(hashSubject({ ...subject, absent: ['mid2'] })).not.toBe(driver.run.gate?.planHash);
});
