import { describe, expect, test } from 'vitest';
import { isStepName } from '../../../src/contracts/steps/index.ts';
import { createSigningKey } from '../../../src/contracts/trust/signing.ts';
import { hashOutput, signVoucher } from '../../../src/contracts/voucher.ts';
import { readRecord, writeRecord } from '../../../src/process/records/record.ts';
import { isVouched } from '../../../src/runs/approval/vouched.ts';
import { RUN } from '../../../src/runs/records/run.ts';
import type { Run, RunStep } from '../../../src/runs/run.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { makeRequest } from '../../support/run-request.ts';

const orchestrator = await createSigningKey();

async function vouch(run: Run, step: RunStep, key = orchestrator, attempt = step.attempt): Promise<RunStep> {
  if (step.state !== 'done' || !isVouched(step) || !isStepName(step.name)) return step;
  const output = hashOutput(step.name, step.output);
  const about = { run: run.id, step: step.id, attempt, from: step.queue ?? '', output };
  return { ...step, voucher: await signVoucher({ iss: 'orchestrator', ...about }, key) };
}

async function vouched(run: Run): Promise<Run> {
  return { ...run, steps: await Promise.all(run.steps.map((step) => vouch(run, step))) };
}

function read(text: string): Run {
  const result = readRecord(RUN, text);
  if (!result.ok) throw new Error(result.why);
  return result.value;
}

/** What Redis holds of a run that waits for its approval. */
async function waiting() {
  const driver = new RunDriver();
  driver.finishAll();
  const run = await vouched(driver.run);
  return { driver, run, text: writeRecord(RUN, run) };
}

describe('the record of a run', () => {
  test('is read as it was, whatever has happened to the run', async () => {
    const driver = new RunDriver();
    const seen: Run[] = [driver.run];
    driver.finishAll();
    seen.push(driver.run, await vouched(driver.run));
    driver.decideApproval('approve');
    seen.push(driver.run);
    driver.fail('grant-consent', { code: 'throttled' });
    seen.push(driver.run);
    driver.complete();
    seen.push(driver.run);

    for (const run of seen) expect(read(writeRecord(RUN, run))).toEqual(run);
  });

  test('says once what is asked for, what is approved and who vouches', async () => {
    const { driver, run, text } = await waiting();
    driver.decideApproval('approve');

    expect(text.split('read and write mail in ALL mailboxes')).toHaveLength(2);
    expect(writeRecord(RUN, driver.run).split('"custody":')).toHaveLength(2);
    expect(text.length).toBeLessThan(JSON.stringify(run).length * 0.65);
  });

  test('keeps what is not as in the request, or signed about something else, as it is', async () => {
    const { run } = await waiting();
    const other = { ...run.request.permissions[0], value: 'Mail.Send' };
    const another = await createSigningKey();
    const steps = run.steps.map(async (step) => {
      if (step.id === 'check-tenant') return { ...step, output: { permissions: [other, run.request.permissions[1]] } };
      if (step.id === 'check-server@mid1') return vouch(run, step, another);
      if (step.id === 'check-server@mid2') return vouch(run, step, orchestrator, 7);
      if (step.id === 'create-certificate') return { ...step, voucher: 'x' };
      return step;
    });
    const changed = { ...run, steps: await Promise.all(steps) };

    expect(read(writeRecord(RUN, changed))).toEqual(changed);
  });

  test('is written again for a step that has come into another run', async () => {
    const { run } = await waiting();
    const [first, ...others] = run.request.permissions;
    const request = { ...makeRequest(), permissions: [...others, ...(first ? [first] : [])] };
    const changed = { ...run, id: 'adatum-1', request };

    expect(read(writeRecord(RUN, changed))).toEqual(changed);
  });

  test('of the version before, in which nothing is left out, is read', async () => {
    const { run } = await waiting();

    expect(read(JSON.stringify({ v: 3, ...run }))).toEqual(run);
  });

  test('that names a permission that was not asked for is not believed', async () => {
    const { text } = await waiting();
    const forged = text.replace('"permissions":[0,1,2],"role"', '"permissions":[0,1,3],"role"');

    expect(forged).not.toBe(text);
    expect(readRecord(RUN, forged)).toMatchObject({ ok: false });
  });
});
