import { describe, expect, test } from 'vitest';
import { StepFailure } from '../../../src/contracts/errors.ts';
import { jobId } from '../../../src/contracts/job.ts';
import { createSigningKey, publicSigningKey } from '../../../src/contracts/trust/signing.ts';
import { createGuard, type GuardDependencies } from '../../../src/jobs/guard/guard.ts';
import type { FollowUp } from '../../../src/jobs/guard/privilege.ts';
import { findStep, type Run } from '../../../src/runs/run.ts';
import { decisionOn } from '../../support/approving.ts';
import { configOf } from '../../support/guard.ts';
import { FIRST, OLD_THUMBPRINT, RENEWED, rotationRequest, THUMBPRINT } from '../../support/rotation.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { MIA, makeRequest, TENANT_ID } from '../../support/run-request.ts';
import { FRESH } from '../../support/step-outputs.ts';

const DAY = 86_400_000;
const botKey = await createSigningKey();
const stranger = await createSigningKey();
const { applicationId, createdByAppId } = FRESH['register-application'];
const { servicePrincipalId } = FRESH['create-enterprise-application'];
const about = { tenantId: TENANT_ID, applicationId, servicePrincipalId, thumbprints: [OLD_THUMBPRINT] };
const PRIVILEGES: { readonly [K in FollowUp['kind']]: Extract<FollowUp, { kind: K }> } = {
  'retire-certificate': { kind: 'retire-certificate', ...about },
  'watch-retired': { kind: 'watch-retired', ...about },
  'erase-certificate': {
    kind: 'erase-certificate',
    tenantId: TENANT_ID,
    server: 'mid2',
    thumbprints: [OLD_THUMBPRINT],
  },
};
const STEP_OF = {
  'retire-certificate': 'retire-certificate',
  'watch-retired': 'watch-retired',
  'erase-certificate': 'erase-certificate@mid2',
} as const;
const KINDS = ['retire-certificate', 'watch-retired', 'erase-certificate'] as const;

/** What Jon approved when the old certificate was made. */
async function earlier(key = botKey) {
  const driver = new RunDriver(makeRequest(), FIRST);
  driver.finishAll();
  driver.apply(await decisionOn(driver.run, key));
  const evidence = driver.run.gate?.evidence;
  if (!evidence) throw new Error('not approved');
  return evidence;
}

/** A rotation whose follow-up of this kind is with its worker. */
async function rotating(kind: FollowUp['kind'], key = botKey): Promise<Run> {
  const driver = new RunDriver(rotationRequest({ earlier: await earlier(key) }), RENEWED);
  driver.finishAll();
  driver.apply({ type: 'switch-confirmed', by: MIA });
  driver.finishAll([STEP_OF[kind]]);
  return driver.run;
}

function guardOf(run: Run, changes: Partial<GuardDependencies> = {}) {
  return createGuard({
    findRun: async () => run,
    config: configOf(),
    clientId: createdByAppId,
    botKeys: [publicSigningKey(botKey)],
    isApprover: async () => false,
    isAdmin: async () => false,
    isSuspended: async () => false,
    doubts: async () => [],
    refused: async () => undefined,
    remember: async () => true,
    now: () => Date.parse(FRESH['retire-certificate'].at ?? '') + 30 * DAY,
    ...changes,
  });
}

async function ask(run: Run, privilege: FollowUp, changes: Partial<GuardDependencies> = {}): Promise<string> {
  const step = STEP_OF[privilege.kind];
  const attempt = findStep(run, step)?.attempt ?? 0;
  try {
    await guardOf(run, changes)({ run: run.id, step, attempt, id: jobId(run.id, step, attempt) }, privilege);
    return 'allowed';
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    return `${error.error.code}: ${error.error.message}`;
  }
}

describe('taking an old certificate away and giving it back', () => {
  test.each(KINDS)('%s follows the approval of its run, weeks later and whoever has left', async (kind) => {
    expect(await ask(await rotating(kind), PRIVILEGES[kind])).toBe('allowed');
  });

  test.each(KINDS)('%s is refused for the certificate that stays', async (kind) => {
    const privilege = { ...PRIVILEGES[kind], thumbprints: [OLD_THUMBPRINT, THUMBPRINT] };

    expect(await ask(await rotating(kind), privilege)).toMatch(/is the certificate that stays/);
  });

  test.each(KINDS)('%s is refused for a certificate that the run does not replace', async (kind) => {
    const privilege = { ...PRIVILEGES[kind], thumbprints: ['C'.repeat(40)] };

    expect(await ask(await rotating(kind), privilege)).toMatch(/none of the certificates that this run replaces/);
  });

  test.each(KINDS)('%s is refused without a genuine approval, and where the facts are doubted', async (kind) => {
    expect(await ask(await rotating(kind, stranger), PRIVILEGES[kind])).toMatch(/^approval-missing/);
    const doubts = async () => ['check-server@mid1: nobody vouches for what stands in the run'];
    expect(await ask(await rotating(kind), PRIVILEGES[kind], { doubts })).toMatch(/^output-not-vouched/);
  });

  test.each(KINDS)('%s is refused for a run that is over, and for another attempt', async (kind) => {
    const run = await rotating(kind);
    const earlierOne = { ...run, steps: run.steps.map((step) => ({ ...step, attempt: step.attempt + 1 })) };

    expect(await ask({ ...run, state: 'cancelled' }, PRIVILEGES[kind])).toMatch(/^run-not-open/);
    const step = STEP_OF[kind];
    const job = { run: run.id, step, attempt: 1, id: jobId(run.id, step, 1) };
    await expect(guardOf(earlierOne)(job, PRIVILEGES[kind])).rejects.toThrow(/run-not-open/);
  });

  test.each([
    ['retire-certificate', 'await-switch', /nobody has said that ServiceNow uses/],
    ['watch-retired', 'retire-certificate', /took no certificate off/],
    ['erase-certificate', 'watch-retired', /may still be needed/],
  ] as const)('%s is refused before %s', async (kind, before, why) => {
    const run = await rotating(kind);
    const steps = run.steps.map((step) => (step.id === before ? { ...step, state: 'waiting' as const } : step));

    expect(await ask({ ...run, steps }, PRIVILEGES[kind])).toMatch(why);
  });

  test('is refused in another tenant and on another application', async () => {
    const run = await rotating('retire-certificate');
    const other = '2b9f6e11-8c40-4d3a-b1f7-5a0e93d7c6b2';

    expect(await ask(run, { ...PRIVILEGES['retire-certificate'], tenantId: other })).toMatch(/^approval-missing/);
    expect(await ask(run, { ...PRIVILEGES['watch-retired'], applicationId: other })).toMatch(/not-open|missing/);
  });
});
