import { describe, expect, it } from 'vitest';
import { planFor } from '../../../../src/runs/plans/index.ts';
import type { Actor } from '../../../../src/runs/run.ts';
import { askAgain } from '../../../support/earlier.ts';
import { RunDriver } from '../../../support/run-driver.ts';
import { JON, LEE, MIA, makeRequest, RULES } from '../../../support/run-request.ts';
import { IN_PLACE, THUMBPRINT } from '../../../support/step-outputs.ts';

const HOUR = 3_600_000;

function atApproval(): RunDriver {
  const driver = new RunDriver();
  driver.finishAll();
  return driver;
}

function approvedBy(by: Actor) {
  const proof = { statement: 'signed by the bot', idToken: null };
  return { type: 'approval-decided', decision: 'approve', by, round: 1, planHash: '', ...proof } as const;
}

describe('a new onboarding', () => {
  it('begins with the read-only checks alone', () => {
    const driver = new RunDriver();

    expect(driver.active()).toEqual(['check-tenant', 'check-server@mid1', 'check-server@mid2']);
  });

  it('registers the application and makes the certificate side by side', () => {
    const driver = new RunDriver();

    for (const id of ['check-tenant', 'check-server@mid1', 'check-server@mid2']) driver.finish(id);

    expect(driver.active()).toEqual(['register-application', 'create-certificate']);
  });

  it('does everything that needs no approval, then waits for one', () => {
    const driver = atApproval();

    expect(driver.run.state).toBe('waiting-approval');
    expect(driver.step('create-certificate').state).toBe('done');
    expect(driver.step('grant-key-access@mid1').state).toBe('done');
    for (const id of ['grant-consent', 'assign-role', 'attach-certificate', 'share-certificate@mid2'])
      expect(driver.step(id).state).toBe('waiting');
    expect(driver.effects).toContainEqual({ type: 'notify', notice: { kind: 'approval-asked', round: 1 } });
  });

  it('finishes with the values for ServiceNow and a proof of every MID server', () => {
    const driver = new RunDriver();

    driver.complete();

    expect(driver.run.state).toBe('finished');
    expect(driver.step('hand-over').output).toMatchObject({
      organization: 'contoso.onmicrosoft.com',
      thumbprint: THUMBPRINT,
      unchanged: false,
      proofs: [{ server: 'mid1' }, { server: 'mid2' }],
    });
  });

  it('keeps the sealed certificate only until it was imported', () => {
    const driver = atApproval();
    driver.decideApproval('approve');

    driver.finish('share-certificate@mid2', { sealed: 'eyJ.the-sealed-key' });
    expect(JSON.stringify(driver.run)).toContain('eyJ.the-sealed-key');
    driver.finish('import-certificate@mid2');

    expect(JSON.stringify(driver.run)).not.toContain('eyJ.the-sealed-key');
  });

  it('asks nobody and shares nothing when everything is in place', () => {
    const driver = new RunDriver(askAgain(), IN_PLACE);

    driver.finishAll();

    expect(driver.run.state).toBe('finished');
    expect(driver.run.gate).toBeNull();
    expect(driver.step('approve-consent').state).toBe('skipped');
    expect(driver.step('share-certificate@mid2').state).toBe('skipped');
    expect(driver.step('hand-over').output).toMatchObject({ unchanged: true });
  });

  it('leaves consent and role to the customer in link mode, and asks about certificate and servers meanwhile', () => {
    const driver = new RunDriver(makeRequest({ mode: 'link', redirectUri: 'https://bot.example/consent' }));

    driver.finishAll(['await-consent']);

    expect(driver.active()).toEqual(['await-consent']);
    expect(driver.run.gate?.subject).toMatchObject({ mode: 'link', permissions: [], role: null });
    expect(driver.run.steps.map((step) => step.name)).not.toContain('grant-consent');
    driver.complete();
    expect(driver.run.state).toBe('finished');
  });

  it('works with one MID server and with twenty', () => {
    for (const serverCount of [1, 20]) {
      const driver = new RunDriver(makeRequest({ serverCount }));
      driver.complete();
      expect(driver.run.state).toBe('finished');
      expect(driver.step('hand-over').output).toMatchObject({ proofs: { length: serverCount } });
    }
  });

  it('lets an absent MID server hold up nothing but its own steps', () => {
    const driver = new RunDriver();

    driver.finishAll(['check-server@mid2']);
    driver.decideApproval('approve');
    driver.finishAll(['check-server@mid2']);

    expect(driver.step('verify-connection@mid1').state).toBe('done');
    expect(driver.run.state).toBe('working');
    driver.finishAll();
    expect(driver.run.state).toBe('finished');
  });
});

describe('an approval', () => {
  it('releases consent and role', () => {
    const driver = atApproval();

    driver.decideApproval('approve');

    expect(driver.active()).toEqual(['grant-consent', 'assign-role', 'share-certificate@mid2', 'attach-certificate']);
    expect(driver.run.gate).toMatchObject({ state: 'approved', decidedBy: { id: JON.id, name: JON.name } });
  });

  it.each([
    [
      'by the requester, even one who is an approver',
      { ...MIA, roles: ['requester', 'approver'] as const },
      'own-request',
    ],
    ['by a viewer', LEE, 'not-approver'],
    ['by somebody without any role', { ...JON, roles: [] }, 'not-approver'],
  ])('is refused %s', (_who, by, refusal) => {
    const driver = atApproval();

    const decision = driver.decideApproval('approve', by);

    expect(decision.refusal).toBe(refusal);
    expect(decision.effects).toEqual([]);
    expect(driver.step('grant-consent').state).toBe('waiting');
  });

  it('may come from the requester when four eyes are not asked for', () => {
    const driver = new RunDriver(makeRequest({ approval: { ...RULES, fourEyes: false } }));
    driver.finishAll();

    const decision = driver.decideApproval('approve', { ...MIA, roles: ['approver'] });

    expect(decision.refusal).toBeUndefined();
  });

  it('is refused for a plan other than the one on the card', () => {
    const driver = atApproval();

    const decision = driver.apply({ ...approvedBy(JON), planHash: 'other' });

    expect(decision.refusal).toBe('plan-changed');
  });

  it('counts once: the second click is told so', () => {
    const driver = atApproval();
    driver.decideApproval('approve');

    expect(driver.decideApproval('approve').refusal).toBe('already-decided');
    expect(driver.decideApproval('decline').refusal).toBe('already-decided');
  });

  it('ends the run when it is declined, and grants nothing', () => {
    const driver = atApproval();

    driver.decideApproval('decline');
    driver.finishAll();

    expect(driver.run.state).toBe('declined');
    expect(driver.step('grant-consent').state).toBe('waiting');
    expect(driver.decideApproval('approve').refusal).toBe('run-closed');
  });

  it('expires: a later click is refused, Retry asks again under a new number', () => {
    const driver = atApproval();
    driver.now += 25 * HOUR;

    expect(driver.decideApproval('approve').refusal).toBe('expired');
    driver.apply({ type: 'deadline-passed', name: 'approval' });
    expect(driver.run.state).toBe('needs-person');

    driver.apply({ type: 'retry', by: MIA });
    expect(driver.run.gate).toMatchObject({ state: 'open', round: 2 });
    const stale = driver.run.gate?.planHash ?? '';
    const old = driver.apply({ ...approvedBy(JON), planHash: stale });
    expect(old.refusal).toBe('plan-changed');
    expect(driver.decideApproval('approve').refusal).toBeUndefined();
  });

  it('does not expire before its time', () => {
    const driver = atApproval();

    driver.apply({ type: 'deadline-passed', name: 'approval' });

    expect(driver.run.gate?.state).toBe('open');
  });
});

describe('a failure', () => {
  it('that passes by itself is tried again later, under a new attempt', () => {
    const driver = new RunDriver();

    driver.fail('check-tenant', { kind: 'transient', code: 'throttled', retryAfterMs: 17_000 });

    expect(driver.step('check-tenant')).toMatchObject({ state: 'delayed', attempt: 2, retryAt: driver.now + 17_000 });
    expect(driver.effects).toContainEqual({
      type: 'execute',
      step: 'check-tenant',
      attempt: 2,
      notBefore: driver.now + 17_000,
    });
    expect(driver.run.state).toBe('working');
  });

  it('that lasts longer than its budget needs a person', () => {
    const driver = new RunDriver();
    const error = { kind: 'transient', code: 'role-unknown', retryAfterMs: 600_000, budgetMs: 3_600_000 } as const;

    for (let tries = 0; driver.step('check-tenant').state !== 'failed'; tries += 1) {
      expect(tries).toBeLessThan(10);
      driver.fail('check-tenant', error);
      driver.now = driver.step('check-tenant').retryAt ?? driver.now;
    }

    expect(driver.run.state).toBe('needs-person');
    expect(driver.step('check-tenant').error).toMatchObject({ kind: 'person', code: 'role-unknown' });
  });

  it('of another kind begins a budget of its own', () => {
    const driver = new RunDriver();
    driver.fail('check-tenant', { kind: 'transient', code: 'one', retryAfterMs: 50_000, budgetMs: 60_000 });
    driver.now += 50_000;

    driver.fail('check-tenant', { kind: 'transient', code: 'two', retryAfterMs: 50_000, budgetMs: 60_000 });

    expect(driver.step('check-tenant').state).toBe('delayed');
  });

  it('that needs a person stops its own branch; the rest goes on; Retry resumes', () => {
    const driver = new RunDriver();
    driver.fail('check-server@mid2', { code: 'module-too-old' });
    driver.finishAll();
    driver.decideApproval('approve');
    driver.finishAll();

    expect(driver.run.state).toBe('needs-person');
    expect(driver.step('verify-connection@mid1').state).toBe('done');

    driver.apply({ type: 'retry', by: MIA });
    expect(driver.active()).toEqual(['check-server@mid2']);
    expect(driver.step('check-server@mid2').error).toBeUndefined();
    driver.finishAll();
    expect(driver.run.state).toBe('finished');
  });

  it('of an import is retried with the certificate sealed again, for the keys that the runner has then', () => {
    const driver = atApproval();
    driver.decideApproval('approve');
    driver.finishAll(['share-certificate@mid2']);
    driver.finish('share-certificate@mid2', { sealed: 'eyJ.for-the-old-keys' });
    driver.fail('import-certificate@mid2', { code: 'sealed-certificate-refused' });

    driver.apply({ type: 'retry', by: MIA });

    expect(driver.active()).toEqual(['share-certificate@mid2']);
    expect(driver.step('share-certificate@mid2').attempt).toBe(2);
    expect(driver.step('import-certificate@mid2')).toMatchObject({ state: 'waiting', attempt: 1 });
    expect(JSON.stringify(driver.run)).not.toContain('for-the-old-keys');
    driver.finish('share-certificate@mid2', { sealed: 'eyJ.for-the-new-keys' });
    expect(driver.step('import-certificate@mid2')).toMatchObject({ state: 'queued', attempt: 2 });
    expect(planFor('onboard').input(driver.run, driver.step('import-certificate@mid2'), new Map())).toMatchObject({
      sealed: 'eyJ.for-the-new-keys',
    });
  });

  it('of a connection that cannot read the key is retried with key access granted again', () => {
    const driver = new RunDriver();
    driver.finishAll();
    driver.decideApproval('approve');
    driver.finishAll(['verify-connection@mid2']);
    driver.fail('verify-connection@mid2', { code: 'key-not-readable' });

    driver.apply({ type: 'retry', by: MIA });

    expect(driver.active()).toEqual(['grant-key-access@mid2']);
    driver.finish('grant-key-access@mid2');
    expect(driver.active()).toEqual(['verify-connection@mid2']);
    driver.finishAll();
    expect(driver.run.state).toBe('finished');
  });

  it('of an import is retried alone when nothing was shared', () => {
    const driver = new RunDriver(askAgain(), IN_PLACE);
    driver.finishAll(['import-certificate@mid2']);
    driver.fail('import-certificate@mid2', { code: 'access-denied' });

    driver.apply({ type: 'retry', by: MIA });

    expect(driver.active()).toEqual(['import-certificate@mid2']);
    expect(driver.step('share-certificate@mid2')).toMatchObject({ state: 'skipped', attempt: 0 });
  });

  it('of the agreed form of a result is ours and does not spread', () => {
    const driver = new RunDriver();

    driver.finish('check-tenant', { displayName: 7 });

    expect(driver.step('check-tenant')).toMatchObject({ state: 'failed', error: { code: 'result-not-understood' } });
  });
});

describe('late, repeated and foreign reports', () => {
  it('of an attempt that is no longer the present one change nothing', () => {
    const driver = new RunDriver();
    driver.fail('check-tenant', { kind: 'transient', code: 'lag' });
    const before = driver.run;

    const outcome = { status: 'done', output: driver.outputs['check-tenant'] } as const;
    driver.apply({ type: 'step-finished', step: 'check-tenant', attempt: 1, outcome });

    expect(driver.run).toBe(before);
  });

  it('of a step that is done change nothing', () => {
    const driver = new RunDriver();
    driver.finish('check-tenant');
    const before = driver.run;

    driver.finish('check-tenant');
    driver.start('check-tenant');
    driver.apply({ type: 'step-lost', step: 'check-tenant', attempt: 1 });

    expect(driver.run).toBe(before);
  });

  it('of a lost job dispatch the step again', () => {
    const driver = new RunDriver();

    driver.apply({ type: 'step-lost', step: 'check-tenant', attempt: 1 });

    expect(driver.step('check-tenant')).toMatchObject({ state: 'queued', attempt: 2 });
  });

  it('of a job that gets lost again and again dispatch the step with growing pauses', () => {
    const driver = new RunDriver();
    const pauses: number[] = [];

    for (const attempt of [1, 2, 3, 4]) {
      driver.apply({ type: 'step-lost', step: 'check-tenant', attempt });
      pauses.push((driver.step('check-tenant').retryAt ?? driver.now) - driver.now);
    }

    expect(pauses).toEqual([0, 2000, 5000, 10_000]);
  });

  it('after the end change nothing', () => {
    const driver = new RunDriver();
    driver.complete();
    const before = driver.run;

    for (const type of ['retry', 'cancel'] as const) expect(driver.apply({ type, by: MIA }).refusal).toBe('run-closed');
    driver.fail('verify-connection@mid1', {});

    expect(driver.run).toBe(before);
  });
});

describe('cancel', () => {
  it('withdraws what is under way and closes the approval', () => {
    const driver = atApproval();

    driver.apply({ type: 'cancel', by: MIA });

    expect(driver.run).toMatchObject({ state: 'cancelled', closedBy: { name: MIA.name }, gate: { state: 'closed' } });
    expect(driver.effects).toContainEqual({ type: 'notify', notice: { kind: 'approval-closed', round: 1 } });
    expect(driver.decideApproval('approve').refusal).toBe('run-closed');
  });

  it('takes jobs back from their queues', () => {
    const driver = new RunDriver();

    driver.apply({ type: 'cancel', by: MIA });

    const withdrawn = driver.effects.filter((effect) => effect.type === 'withdraw').map((effect) => effect.step);
    expect(withdrawn).toEqual(['check-tenant', 'check-server@mid1', 'check-server@mid2']);
  });

  it('is not for viewers, and neither is retry', () => {
    const driver = new RunDriver();
    driver.fail('check-tenant', {});

    expect(driver.apply({ type: 'cancel', by: LEE }).refusal).toBe('not-allowed');
    expect(driver.apply({ type: 'retry', by: LEE }).refusal).toBe('not-allowed');
  });
});

describe('a dry run', () => {
  it('looks at tenant and MID servers and asks nobody', () => {
    const driver = new RunDriver(makeRequest({ kind: 'plan' }));

    driver.finishAll();

    expect(driver.run.state).toBe('finished');
    expect(driver.run.gate).toBeNull();
    expect(driver.run.steps.map((step) => step.name)).toEqual([
      'check-tenant',
      'check-server',
      'check-server',
      'preview-changes',
    ]);
  });
});

describe('certificates in the store of the MID service user', () => {
  it('are kept by the runner that is that account, without any rule on the key', () => {
    const certificate = { ...makeRequest().certificate, storeLocation: 'CurrentUser' as const };
    const driver = new RunDriver(makeRequest({ certificate }));

    driver.complete();

    const keepers = driver.run.steps.filter(
      ({ name }) => /certificate$|^check-server$/.test(name) && name !== 'attach-certificate',
    );
    expect([...new Set(keepers.map(({ queue }) => queue))]).toEqual(['mid1-connect', 'mid2-connect']);
    expect(driver.step('grant-key-access@mid1').state).toBe('skipped');
    expect(driver.run.state).toBe('finished');
  });
});
