import { describe, expect, it } from 'vitest';
import { RunDriver } from '../../support/run-driver.ts';
import { JON, MIA, makeRequest, RULES } from '../../support/run-request.ts';
import { driverAt } from '../../support/runs.ts';
import { FRESH } from '../../support/step-outputs.ts';

const HOUR = 3_600_000;
const SECRET = { kind: 'client-secret', on: 'application', id: 'k1', text: 'client secret "backup"' } as const;

describe('an approval holds', () => {
  it('for a limited time: what is released later asks again, and says why', () => {
    const driver = driverAt('approval');
    driver.decideApproval('approve');
    driver.fail('attach-certificate', { code: 'broken' });
    driver.finishAll();
    driver.now += 5 * HOUR;

    driver.apply({ type: 'retry', by: MIA });

    expect(driver.active()).toEqual([]);
    expect(driver.run.gate).toMatchObject({
      state: 'open',
      round: 2,
      news: ['the approval by Jon Berg counted for 4 hours and is over'],
    });
    driver.decideApproval('approve');
    expect(driver.active()).toEqual(['attach-certificate']);
    driver.finishAll();
    expect(driver.run.state).toBe('finished');
  });

  it('for what was shown: facts that a worker found changed are read and shown again', () => {
    const driver = driverAt('approval');
    driver.decideApproval('approve');

    driver.fail('grant-consent', { code: 'subject-changed', message: 'Somebody added a client secret.' });
    driver.finish('register-application', { ...FRESH['register-application'], others: [SECRET] });
    driver.finishAll();

    expect(driver.run.gate).toMatchObject({
      state: 'open',
      round: 2,
      subject: { others: [SECRET] },
      news: ['Somebody added a client secret.'],
    });
    expect(driver.step('grant-consent').state).toBe('waiting');
    expect(driver.decideApproval('approve').refusal).toBeUndefined();
    expect(driver.active()).toContain('grant-consent');
  });

  it('not for ever new cards: at last a person is told', () => {
    const driver = driverAt('approval');
    for (let round = 1; round <= 5; round += 1) {
      driver.decideApproval('approve');
      driver.finishAll(['grant-consent']);
      driver.fail('grant-consent', { code: 'approval-outdated' });
    }

    expect(driver.step('grant-consent')).toMatchObject({ state: 'failed', error: { code: 'approval-outdated' } });
    expect(driver.run.state).toBe('needs-person');
  });

  it('as a statement that others can check', () => {
    const driver = driverAt('approved');

    const { subject, evidence } = driver.run.gate ?? {};
    expect(evidence).toEqual({ subject, round: 1, statement: 'signed by the bot', idToken: null });
  });

  it('only with a sign-in where the configuration asks for one', () => {
    const driver = new RunDriver(makeRequest({ approval: { ...RULES, proof: 'sign-in' } }));
    driver.finishAll();

    expect(driver.decideApproval('approve').refusal).toBe('proof-missing');
    const { round = 0, planHash = '' } = driver.run.gate ?? {};
    const signedIn = { statement: null, idToken: 'eyJ.token' };
    driver.apply({ type: 'approval-decided', decision: 'approve', by: JON, round, planHash, ...signedIn });
    expect(driver.run.gate).toMatchObject({ state: 'approved', evidence: { idToken: 'eyJ.token' } });
  });
});

describe('a certificate that was sealed for another server', () => {
  function sealed(): RunDriver {
    const driver = driverAt('approved');
    driver.finish('share-certificate@mid2', { sealed: 'eyJ.the-sealed-key' });
    expect(JSON.stringify(driver.run)).toContain('eyJ.the-sealed-key');
    return driver;
  }

  it('is dropped with Cancel', () => {
    const driver = sealed();

    driver.apply({ type: 'cancel', by: MIA });

    expect(JSON.stringify(driver.run)).not.toContain('eyJ.the-sealed-key');
  });

  it('is dropped when its import failed: a retry has it sealed again', () => {
    const driver = sealed();

    driver.fail('import-certificate@mid2', { code: 'access-denied' });

    expect(JSON.stringify(driver.run)).not.toContain('eyJ.the-sealed-key');
    driver.apply({ type: 'retry', by: MIA });
    expect(driver.active()).toContain('share-certificate@mid2');
  });
});

describe('what a person asked for', () => {
  it('is not done when it is noted down after its time', () => {
    const driver = driverAt('approval');
    const before = driver.run;

    for (const type of ['retry', 'cancel'] as const) {
      expect(driver.apply({ type, by: MIA, notAfter: driver.now - 1 }).refusal).toBe('too-late');
    }

    expect(driver.run).toBe(before);
  });
});
