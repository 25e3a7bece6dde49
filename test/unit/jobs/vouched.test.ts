import { describe, expect, test } from 'vitest';
import { isStepName } from '../../../src/contracts/steps/index.ts';
import { createSigningKey, publicSigningKey, type SigningJwk } from '../../../src/contracts/trust/signing.ts';
import { hashOutput, signVoucher, type VoucherClaims } from '../../../src/contracts/voucher.ts';
import { createVouching } from '../../../src/jobs/guard/proof/vouched.ts';
import { isVouched } from '../../../src/runs/approval/vouched.ts';
import type { Run, RunStep } from '../../../src/runs/run.ts';
import { configOf } from '../../support/guard.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { FRESH } from '../../support/step-outputs.ts';

const orchestrator = await createSigningKey();
const bot = await createSigningKey();
const doubtsOf = createVouching({ config: configOf(), orchestratorKeys: [publicSigningKey(orchestrator)] });

async function vouch(run: Run, step: RunStep, changes: Partial<VoucherClaims> = {}, key: SigningJwk = orchestrator) {
  if (!isStepName(step.name)) throw new Error('no worker executes it');
  const output = hashOutput(step.name, step.output);
  const about = { run: run.id, step: step.id, attempt: step.attempt, from: step.queue ?? '', output };
  return { ...step, voucher: await signVoucher({ iss: 'orchestrator', ...about, ...changes }, key) };
}

/** A run that waits for its approval, everything in it as the workers answered. */
async function waiting(): Promise<Run> {
  const driver = new RunDriver();
  driver.finishAll();
  const steps = driver.run.steps.map((step) =>
    step.state === 'done' && isVouched(step) ? vouch(driver.run, step) : step,
  );
  return { ...driver.run, steps: await Promise.all(steps) };
}

async function withStep(id: string, change: (step: RunStep, run: Run) => RunStep | Promise<RunStep>): Promise<Run> {
  const run = await waiting();
  const steps = run.steps.map(async (step) => (step.id === id ? change(step, run) : step));
  return { ...run, steps: await Promise.all(steps) };
}

describe('what an approval is about', () => {
  test('is believed as the workers answered it', async () => {
    const run = await waiting();

    expect(run.steps.filter(({ voucher }) => voucher).map(({ id }) => id)).toEqual([
      'check-tenant',
      'check-server@mid1',
      'check-server@mid2',
      'register-application',
      'create-enterprise-application',
      'create-certificate',
    ]);
    expect(await doubtsOf(run)).toEqual([]);
  });

  test.each<[string, Promise<Run>, RegExp]>([
    [
      'a certificate of their own',
      withStep('create-certificate', (step) => ({
        ...step,
        output: { ...FRESH['create-certificate'], thumbprint: 'A'.repeat(40) },
      })),
      /create-certificate: something else was answered/,
    ],
    [
      'a holder less on the application',
      withStep('register-application', (step) => ({
        ...step,
        output: { ...FRESH['register-application'], certificates: ['A'.repeat(40)] },
      })),
      /register-application: something else/,
    ],
    [
      'an output without anybody who vouches for it',
      withStep('create-certificate', ({ voucher: _, ...step }) => step),
      /nobody vouches/,
    ],
    [
      'an output that they vouch for themselves',
      withStep('create-certificate', (step, run) => vouch(run, step, {}, bot)),
      /is not believed/,
    ],
    [
      "a certificate that another customer's runner made",
      withStep('create-certificate', (step, run) => vouch(run, step, { from: 'mid7-elevated' })),
      /mid7-elevated answered it, and not mid1-elevated/,
    ],
    [
      'what was answered in another run',
      withStep('create-certificate', (step, run) => vouch(run, step, { run: 'adatum-1' })),
      /another attempt/,
    ],
    [
      'what was answered to an earlier attempt',
      withStep('create-certificate', (step, run) => vouch(run, { ...step, attempt: 7 })).then((run) => ({
        ...run,
        steps: run.steps.map((step) => (step.id === 'create-certificate' ? { ...step, attempt: 1 } : step)),
      })),
      /another attempt/,
    ],
  ])('is not believed when somebody with the keys of the bot wrote %s', async (_what, run, why) => {
    const doubts = await doubtsOf(await run);

    expect(doubts).toHaveLength(1);
    expect(doubts[0]).toMatch(why);
  });
});
