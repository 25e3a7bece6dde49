import { describe, expect, test } from 'vitest';
import { StepFailure } from '../../../src/contracts/errors.ts';
import { jobId } from '../../../src/contracts/job.ts';
import { createSigningKey } from '../../../src/contracts/trust/signing.ts';
import type { GuardDependencies } from '../../../src/jobs/guard/guard.ts';
import type { Privilege } from '../../../src/jobs/guard/privilege.ts';
import { findStep, type Run } from '../../../src/runs/run.ts';
import { decisionOn } from '../../support/approving.ts';
import { guardOf } from '../../support/guard.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { makeRequest, TENANT_ID } from '../../support/run-request.ts';
import { FRESH, IN_PLACE, THUMBPRINT } from '../../support/step-outputs.ts';

const key = await createSigningKey();
const { application } = FRESH['survey-application'];
const standing = {
  organization: 'contoso.onmicrosoft.com',
  appId: FRESH['find-application'].appId,
  thumbprint: THUMBPRINT,
};
const target = {
  tenantId: TENANT_ID,
  applicationId: application?.id ?? '',
  servicePrincipalId: application?.servicePrincipalId ?? null,
};
const ERASE: Privilege = { kind: 'erase-certificate', tenantId: TENANT_ID, server: 'mid2', thumbprints: [THUMBPRINT] };

/** An offboarding that Jon approved, up to this step, which is with its worker. */
async function approvedUpTo(step: string): Promise<RunDriver> {
  const driver = new RunDriver(makeRequest({ kind: 'offboard', standing }), IN_PLACE);
  driver.finishAll();
  driver.apply(await decisionOn(driver.run, key));
  driver.finishAll([step]);
  return driver;
}

async function answerTo(run: Run, step: string, privilege: Privilege, changes: Partial<GuardDependencies> = {}) {
  const attempt = findStep(run, step)?.attempt ?? 0;
  const clientId = application?.createdByAppId ?? '';
  const guard = guardOf({ get: async () => run }, key, { clientId, ...changes });
  try {
    await guard({ run: run.id, step, attempt, id: jobId(run.id, step, attempt) }, privilege);
    return 'allowed';
  } catch (error) {
    if (error instanceof StepFailure) return error.error.code;
    throw error;
  }
}

describe('what takes a tenant out', () => {
  test.each(['remove-rights', 'delete-application'] as const)(
    '%s is done under the approval that names it',
    async (kind) => {
      const { run } = await approvedUpTo(kind);
      expect(await answerTo(run, kind, { kind, ...target })).toBe('allowed');
    },
  );

  test('a key is erased where the approver was shown it, and nowhere else', async () => {
    const { run } = await approvedUpTo('erase-certificate@mid2');
    const step = 'erase-certificate@mid2';

    expect(await answerTo(run, step, ERASE)).toBe('allowed');
    expect(await answerTo(run, step, { ...ERASE, thumbprints: ['A'.repeat(40)] })).toBe('approval-missing');
    expect(await answerTo(run, step, { ...ERASE, server: 'mid7' })).toBe('approval-missing');
  });

  test('is refused for another application, another tenant, and one that exo did not make', async () => {
    const { run } = await approvedUpTo('delete-application');
    const ask = (change: object, changes = {}) =>
      answerTo(run, 'delete-application', { kind: 'delete-application', ...target, ...change }, changes);

    expect(await ask({ applicationId: TENANT_ID })).toBe('approval-missing');
    expect(await ask({ tenantId: target.applicationId })).toBe('approval-missing');
    expect(await ask({}, { clientId: TENANT_ID })).toBe('not-configured');
  });

  test('is refused in a run without an approval, however its record came to be', async () => {
    const driver = new RunDriver(makeRequest({ kind: 'offboard', standing }), IN_PLACE);
    driver.finishAll();
    const steps = driver.run.steps.map((step) =>
      step.name === 'delete-application' ? { ...step, state: 'queued' as const, attempt: 1 } : step,
    );
    const forged = { ...driver.run, steps, gate: null };

    expect(await answerTo(forged, 'delete-application', { kind: 'delete-application', ...target })).toBe(
      'approval-missing',
    );
  });

  test('is refused under the approval of an onboarding', async () => {
    const onboard = new RunDriver(makeRequest());
    onboard.finishAll();
    onboard.apply(await decisionOn(onboard.run, key));
    const { run } = await approvedUpTo('delete-application');
    const forged = { ...run, gate: onboard.run.gate };

    expect(await answerTo(forged, 'delete-application', { kind: 'delete-application', ...target })).toBe(
      'subject-changed',
    );
  });

  test('is refused where no worker answered what the approver was shown', async () => {
    const { run } = await approvedUpTo('delete-application');
    const doubts = async () => ['survey-application: nobody vouches for what stands in the run'];

    expect(await answerTo(run, 'delete-application', { kind: 'delete-application', ...target }, { doubts })).toBe(
      'output-not-vouched',
    );
  });
});

test('an approval to take a tenant out gives nothing to anybody', async () => {
  const { run } = await approvedUpTo('delete-application');
  const steps = run.steps.map((step) =>
    step.id === 'delete-application' ? { ...step, id: 'assign-role', name: 'assign-role' as const } : step,
  );
  const privilege = { kind: 'assign-role', ...target, servicePrincipalId: target.servicePrincipalId ?? '' } as const;

  expect(await answerTo({ ...run, steps }, 'assign-role', privilege)).toBe('approval-missing');
});
