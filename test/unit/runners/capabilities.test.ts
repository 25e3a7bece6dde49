import { describe, expect, it } from 'vitest';
import { StepFailure } from '../../../src/contracts/errors.ts';
import { STEPS } from '../../../src/contracts/steps/index.ts';
import type { StepHandlers } from '../../../src/process/bullmq/step-worker.ts';
import { stepsFor } from '../../../src/runners/capabilities.ts';
import { jobRef } from '../../support/job-ref.ts';

const ALL: StepHandlers = Object.fromEntries(
  Object.entries(STEPS)
    .filter(([, { by }]) => by !== 'cloud')
    .map(([name]) => [name, async () => name]),
);
const CONTEXT = { job: jobRef(), signal: new AbortController().signal, progress: async () => undefined };

function call(steps: StepHandlers, name: keyof StepHandlers, storeLocation: string): Promise<unknown> {
  const handler = steps[name] as (input: unknown, context: typeof CONTEXT) => Promise<unknown>;
  return handler({ storeLocation }, CONTEXT);
}

describe('a runner', () => {
  it('that is elevated makes certificates and connects nowhere', () => {
    const steps = stepsFor(['elevated'], ALL);

    expect(Object.keys(steps)).toEqual(expect.arrayContaining(['create-certificate', 'grant-key-access']));
    expect(Object.keys(steps)).not.toContain('register-in-exchange');
    expect(Object.keys(steps)).not.toContain('verify-connection');
  });

  it('that is the MID service user keeps certificates in its own store alone', async () => {
    const steps = stepsFor(['connect'], ALL);

    await expect(call(steps, 'create-certificate', 'CurrentUser')).resolves.toBe('create-certificate');
    await expect(call(steps, 'create-certificate', 'LocalMachine')).rejects.toThrow(StepFailure);
    expect(Object.keys(steps)).not.toContain('grant-key-access');
  });

  it('with both capabilities does everything', () => {
    expect(Object.keys(stepsFor(['elevated', 'connect'], ALL)).sort()).toEqual(Object.keys(ALL).sort());
  });
});
