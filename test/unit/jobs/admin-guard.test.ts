import { describe, expect, test } from 'vitest';
import { StepFailure } from '../../../src/contracts/errors.ts';
import { jobId } from '../../../src/contracts/job.ts';
import { createAdminGuard } from '../../../src/jobs/guard/admin-act.ts';
import type { AdminAct } from '../../../src/jobs/guard/privilege.ts';
import { findStep, type Run, type RunRequest } from '../../../src/runs/run.ts';
import { configOf } from '../../support/guard.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { MIA, makeRequest, SAM, TENANT_ID } from '../../support/run-request.ts';
import { FRESH } from '../../support/step-outputs.ts';

type Kind = AdminAct['kind'];
const { applicationId, servicePrincipalId } = FRESH['find-application'];
const act = (kind: Kind): AdminAct => ({ kind, tenantId: TENANT_ID, applicationId, servicePrincipalId });

/** A run whose step of this kind is with the worker. */
function runAt(kind: Kind, changes: Partial<RunRequest> = {}): RunDriver {
  const driver = new RunDriver(
    makeRequest({ kind: kind === 'suspend-application' ? 'suspend' : 'resume', ...changes }),
  );
  driver.start('find-application');
  driver.finish('find-application');
  return driver;
}

function jobOf(run: Run, step: string) {
  const attempt = findStep(run, step)?.attempt ?? 0;
  return { run: run.id, step, attempt, id: jobId(run.id, step, attempt) };
}

/** Code of the refusal, `allowed` when there is none; and what was written down. */
async function answerTo(
  run: Run | undefined,
  kind: Kind,
  { admin = true, tenant = TENANT_ID, config = configOf(), job = run && jobOf(run, kind) } = {},
) {
  const lines: string[] = [];
  const guard = createAdminGuard({
    findRun: async () => run,
    config,
    isAdmin: async (id) => admin && id === MIA.id,
    remember: async ({ by, privilege }) => lines.push(`used ${privilege.kind} by ${by.name}`) === 1,
    refused: async ({ error }) => void lines.push(`refused ${error.code}`),
  });
  const answer = await guard(job ?? { run: 'none', step: kind, attempt: 1, id: 'none' }, {
    ...act(kind),
    tenantId: tenant,
  })
    .then(() => 'allowed')
    .catch((error: unknown) => (error instanceof StepFailure ? error.error.code : Promise.reject(error)));
  return { answer, lines };
}

describe.each(['suspend-application', 'resume-application'] as const)('%s', (kind) => {
  test('is done at the word of an admin, and is a line in the audit log before', async () => {
    const { run } = runAt(kind);
    expect(await answerTo(run, kind)).toEqual({ answer: 'allowed', lines: [`used ${kind} by Mia Okafor`] });
  });

  test("is refused where whoever asked is no admin by the jobs process's own configuration", async () => {
    const { run } = runAt(kind);
    const refusal = { answer: 'admin-not-allowed', lines: ['refused admin-not-allowed'] };
    expect(await answerTo(run, kind, { admin: false })).toEqual(refusal);
  });

  test('is refused in another tenant than the one that was asked for', async () => {
    const { run } = runAt(kind);
    const tenant = '11111111-3b7e-4c55-9a10-2f6b1c9e41e0';
    expect((await answerTo(run, kind, { tenant })).answer).toBe('not-configured');
  });

  test('is refused where the configuration names another tenant', async () => {
    const { run } = runAt(kind);
    const id = '11111111-3b7e-4c55-9a10-2f6b1c9e41e0';
    const config = configOf({ tenants: { contoso: { id } } });
    expect((await answerTo(run, kind, { config })).answer).toBe('not-configured');
  });

  test('is refused once the run is cancelled, unknown, or was never for that', async () => {
    const driver = runAt(kind);
    const { run } = driver;
    driver.apply({ type: 'cancel', by: SAM });
    const other = { ...run, request: { ...run.request, kind: 'onboard' as const } };

    expect((await answerTo(driver.run, kind)).answer).toBe('run-not-open');
    expect((await answerTo(undefined, kind)).answer).toBe('run-not-open');
    expect((await answerTo(other, kind)).answer).toBe('run-not-open');
  });
});

test('a suspension is no word for a resume', async () => {
  const { run } = runAt('suspend-application');
  const job = jobOf(run, 'suspend-application');
  expect((await answerTo(run, 'resume-application', { job })).answer).toBe('run-not-open');
});

test('one job acts once', async () => {
  const { run } = runAt('resume-application');
  let used = false;
  const guard = createAdminGuard({
    findRun: async () => run,
    config: configOf(),
    isAdmin: async () => true,
    remember: async () => {
      const isFirst = !used;
      used = true;
      return isFirst;
    },
    refused: async () => undefined,
  });
  const job = jobOf(run, 'resume-application');
  await guard(job, act('resume-application'));
  await expect(guard(job, act('resume-application'))).rejects.toThrow('job-used');
});
