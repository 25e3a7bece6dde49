import { describe, expect, test } from 'vitest';
import { StepFailure } from '../../../src/contracts/errors.ts';
import { jobId } from '../../../src/contracts/job.ts';
import { isStepName } from '../../../src/contracts/steps/index.ts';
import { createSigningKey, publicSigningKey } from '../../../src/contracts/trust/signing.ts';
import { hashOutput, signVoucher } from '../../../src/contracts/voucher.ts';
import type { GuardDependencies } from '../../../src/jobs/guard/guard.ts';
import type { Privilege } from '../../../src/jobs/guard/privilege.ts';
import { createVouching } from '../../../src/jobs/guard/proof/vouched.ts';
import { isSigned } from '../../../src/runs/approval/vouched.ts';
import { findStep, type Run, type RunStep } from '../../../src/runs/run.ts';
import { decisionOn } from '../../support/approving.ts';
import { configOf, guardOf } from '../../support/guard.ts';
import { FIRST, OLD_THUMBPRINT, RENEWED, rotationRequest } from '../../support/rotation.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { JON, MIA, makeRequest, TENANT_ID } from '../../support/run-request.ts';
import { FRESH, IN_PLACE, THUMBPRINT } from '../../support/step-outputs.ts';

const DAY = 86_400_000;
const bot = await createSigningKey();
const orchestrator = await createSigningKey();
const doubts = createVouching({ config: configOf(), orchestratorKeys: [publicSigningKey(orchestrator)] });
const { applicationId, createdByAppId } = FRESH['register-application'];
const { servicePrincipalId } = FRESH['create-enterprise-application'];
const about = { tenantId: TENANT_ID, applicationId, servicePrincipalId };
const ERASE: Privilege = {
  kind: 'erase-certificate',
  tenantId: TENANT_ID,
  server: 'mid2',
  thumbprints: [OLD_THUMBPRINT],
};
const RETIRE: Privilege = { kind: 'retire-certificate', ...about, thumbprints: [OLD_THUMBPRINT] };
const PUT_BACK: Privilege = { kind: 'watch-retired', ...about, thumbprints: [OLD_THUMBPRINT] };
const RETIRED_AT = Date.parse(FRESH['retire-certificate'].at ?? '');

/** As the orchestrator records what its workers answered. */
async function signed(run: Run): Promise<Run> {
  const steps = run.steps.map(async (step) => {
    if (step.state !== 'done' || !isSigned(step) || !isStepName(step.name)) return step;
    const claims = { run: run.id, step: step.id, attempt: step.attempt, from: step.queue ?? '' };
    const output = hashOutput(step.name, step.output);
    return { ...step, voucher: await signVoucher({ iss: 'orchestrator', ...claims, output }, orchestrator) };
  });
  return { ...run, steps: await Promise.all(steps) };
}

async function rotatingUpTo(step: string): Promise<Run> {
  const before = new RunDriver(makeRequest(), FIRST);
  before.finishAll();
  before.apply(await decisionOn(before.run, bot));
  const driver = new RunDriver(rotationRequest({ earlier: before.run.gate?.evidence ?? null }), RENEWED);
  driver.finishAll();
  driver.apply({ type: 'switch-confirmed', by: MIA });
  driver.finishAll([step]);
  return signed(driver.run);
}

async function offboardingUpTo(step: string, outputs = IN_PLACE): Promise<Run> {
  const driver = new RunDriver(makeRequest({ kind: 'offboard' }), outputs);
  driver.finishAll();
  driver.apply(await decisionOn(driver.run, bot));
  driver.finishAll([step]);
  return signed(driver.run);
}

/** What a thief of the bot's keys makes of the record. */
function forged(run: Run, changes: Readonly<Record<string, Partial<RunStep>>>): Run {
  return { ...run, steps: run.steps.map((step) => ({ ...step, ...changes[step.id] })) };
}

const underWay = { state: 'queued', attempt: 1 } as const;
const made = (name: 'watch-use' | 'retire-certificate' | 'watch-retired' | 'delete-application') =>
  ({ state: 'done', attempt: 1, output: RENEWED[name] }) as const;

async function answer(run: Run, step: string, privilege: Privilege, changes: Partial<GuardDependencies> = {}) {
  const attempt = findStep(run, step)?.attempt ?? 0;
  const options = { clientId: createdByAppId, doubts, now: () => RETIRED_AT + 15 * DAY, ...changes };
  try {
    const guard = guardOf({ get: async () => run }, bot, options);
    await guard({ run: run.id, step, attempt, id: jobId(run.id, step, attempt) }, privilege);
    return 'allowed';
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    return `${error.error.code}: ${error.error.message}`;
  }
}

describe('the old key of a rotation', () => {
  const STEP = 'erase-certificate@mid2';

  test('is erased once the workers answered that nobody uses it, and it was off the application for long', async () => {
    expect(await answer(await rotatingUpTo(STEP), STEP, ERASE)).toBe('allowed');
  });

  test.each(['watch-use', 'retire-certificate', 'watch-retired'] as const)(
    'stays when somebody with the keys of the bot writes that %s is done',
    async (name) => {
      const run = await rotatingUpTo(STEP);
      const bare = { ...run, steps: run.steps.map((step) => withoutVoucher(step, name)) };

      expect(await answer(bare, STEP, ERASE)).toMatch(new RegExp(`^output-not-vouched: .*${name}: nobody vouches`));
    },
  );

  test('stays when they write all of it right after the new certificate was made', async () => {
    const run = forged(await rotatingUpTo('watch-use'), {
      'watch-use': made('watch-use'),
      'retire-certificate': made('retire-certificate'),
      'watch-retired': made('watch-retired'),
      [STEP]: underWay,
    });

    expect(await answer(run, STEP, ERASE)).toMatch(/^output-not-vouched/);
  });

  test.each(['retire-certificate', 'watch-retired'])('stays when they write that %s was needless', async (name) => {
    const run = forged(await rotatingUpTo(STEP), { [name]: { state: 'skipped' } });

    expect(await answer(run, STEP, ERASE)).toMatch(/may still be needed/);
  });

  test('stays as long as the configuration of the jobs process says, whatever times stand in the run', async () => {
    const now = () => RETIRED_AT + 13 * DAY;

    expect(await answer(await rotatingUpTo(STEP), STEP, ERASE, { now })).toMatch(/^erase-too-early/);
  });

  test('goes with the certificate that somebody took off before', async () => {
    const outputs = { ...RENEWED, 'watch-use': { ...FRESH['watch-use'], keys: [] } };
    const driver = new RunDriver((await rotatingUpTo(STEP)).request, outputs);
    driver.finishAll();
    driver.apply({ type: 'switch-confirmed', by: MIA });
    driver.finishAll([STEP]);

    expect(await answer(await signed(driver.run), STEP, ERASE)).toBe('allowed');
  });
});

test('an old certificate stays on the application when nobody but the bot says that it is not used', async () => {
  const run = await rotatingUpTo('watch-use');
  const step = 'retire-certificate';
  const claimed = forged(run, { 'watch-use': made('watch-use'), [step]: underWay });
  const waiting = forged(run, { [step]: underWay });

  expect(await answer(claimed, step, RETIRE)).toMatch(/^output-not-vouched/);
  expect(await answer(waiting, step, RETIRE)).toMatch(/still watched/);
});

test('a certificate that an earlier release took off is put back, although nobody vouches for that', async () => {
  const run = await rotatingUpTo('watch-retired');
  const earlier = { ...run, steps: run.steps.map((step) => withoutVoucher(step, 'retire-certificate')) };

  expect(await answer(earlier, 'watch-retired', PUT_BACK)).toBe('allowed');
});

describe('the key of a tenant that is taken out', () => {
  const STEP = 'erase-certificate@mid2';
  const GONE = { ...IN_PLACE, 'survey-application': { ...FRESH['survey-application'], application: null } };
  const erase = { ...ERASE, thumbprints: [THUMBPRINT] };

  test('stays when somebody with the keys of the bot writes that the application is deleted', async () => {
    const run = await offboardingUpTo('remove-rights');
    const claimed = forged(run, { 'delete-application': made('delete-application'), [STEP]: underWay });
    const needless = forged(run, { 'delete-application': { state: 'skipped' }, [STEP]: underWay });

    expect(await answer(await offboardingUpTo(STEP), STEP, erase)).toBe('allowed');
    expect(await answer(claimed, STEP, erase)).toMatch(/^output-not-vouched/);
    expect(await answer(needless, STEP, erase)).toMatch(/is not deleted yet/);
  });

  test('goes only on the word of an approver who did not ask, when it is all that is left', async () => {
    const run = await offboardingUpTo(STEP, GONE);
    const isApprover = async () => false;
    const asked = { ...run, request: { ...run.request, requester: { id: JON.id, name: JON.name } } };

    expect(await answer(run, STEP, erase)).toBe('allowed');
    expect(await answer(run, STEP, erase, { isApprover })).toMatch(/^approver-not-allowed/);
    expect(await answer(asked, STEP, erase)).not.toBe('allowed');
  });
});

function withoutVoucher(step: RunStep, id: string): RunStep {
  if (step.id !== id) return step;
  const { voucher: _, ...rest } = step;
  return rest;
}
