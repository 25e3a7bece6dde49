import { describe, expect, it } from 'vitest';
import type { RunRequest } from '../../../src/runs/run.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { JON, makeRequest } from '../../support/run-request.ts';
import { FRESH } from '../../support/step-outputs.ts';

const EARLIER = 'ea211e12-0000-4000-8000-000000000001';
const MADE = FRESH['register-application'];
const FOUND = { ...MADE, createdByAppId: EARLIER, adoptedBy: MADE.createdByAppId, created: false, changed: false };
const outputs = { ...FRESH, 'register-application': FOUND };

function adopting(changes: Partial<RunRequest> = {}, found: typeof FRESH = outputs): RunDriver {
  const driver = new RunDriver(makeRequest({ adopt: true, ...changes }), found);
  driver.finishAll();
  return driver;
}

describe('a run that adopts the application of an earlier client id', () => {
  it.each(['full', 'link'] as const)(
    'changes nothing and asks for no consent before it is approved, in %s mode',
    (mode) => {
      const driver = adopting({ mode });

      expect(driver.run).toMatchObject({ state: 'waiting-approval', gate: { state: 'open' } });
      expect(driver.active()).toEqual([]);
      expect(driver.run.gate?.subject?.application).toMatchObject({
        createdByAppId: EARLIER,
        adoptedBy: MADE.createdByAppId,
      });

      driver.decideApproval('approve');

      expect(driver.active()).toEqual(['adopt-application', 'share-certificate@mid2']);
      driver.finishAll();
      expect(driver.run.state).toBe('finished');
    },
  );

  it('stands in the journal, which the audit log repeats', () => {
    const [asked] = adopting().journal;

    expect(asked).toMatchObject({ what: 'asked', by: { name: 'Mia Okafor' } });
    expect(asked?.detail).toContain('adopt');
  });

  it('asks also where the tenant approved the same application when it was still made by exo', () => {
    const before = new RunDriver(makeRequest(), {
      ...FRESH,
      'register-application': { ...MADE, createdByAppId: EARLIER },
    });
    before.complete();
    const driver = adopting({ earlier: before.run.gate?.evidence ?? null });

    expect(driver.run.gate?.news).toContain(`the application was made by ${EARLIER}, not by exo as it is now`);
  });

  it('has nothing to take over where exo made the application itself', () => {
    const driver = adopting({}, FRESH);
    driver.complete();

    expect(driver.step('adopt-application')).toMatchObject({ state: 'skipped' });
    expect(driver.run.state).toBe('finished');
  });
});

describe('after an adoption', () => {
  const first = adopting();
  first.decideApproval('approve', JON);
  first.finishAll();
  const earlier = first.run.gate?.evidence ?? null;
  const inPlace = {
    ...outputs,
    'register-application': { ...FOUND, certificates: [FRESH['create-certificate'].thumbprint] },
    'create-enterprise-application': {
      ...FRESH['create-enterprise-application'],
      missingPermissions: [],
      roleAssigned: true,
      created: false,
    },
  };

  it('the next onboarding asks nobody', () => {
    const driver = new RunDriver(makeRequest({ earlier }), inPlace);
    driver.finishAll();

    expect(driver.run).toMatchObject({ state: 'finished', gate: null });
  });

  it('asking to adopt again takes nothing over a second time', () => {
    const driver = adopting({ earlier }, inPlace);

    expect(driver.run).toMatchObject({ state: 'finished', gate: null });
    expect(driver.step('adopt-application')).toMatchObject({ state: 'skipped' });
  });

  it('another application of that client is asked about', () => {
    const twin = { ...inPlace['register-application'], applicationId: '88888888-1111-4111-8111-111111111111' };
    const driver = new RunDriver(makeRequest({ earlier }), { ...inPlace, 'register-application': twin });
    driver.finishAll();

    expect(driver.run.gate?.news).toContain('the application is another one');
  });
});
