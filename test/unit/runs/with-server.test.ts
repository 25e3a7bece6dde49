import { describe, expect, it } from 'vitest';
import { boardRow } from '../../../src/runs/board.ts';
import { withServer } from '../../../src/runs/named-failure.ts';
import { runAt } from '../../support/runs.ts';

describe('what a failed step says', () => {
  const run = runAt('needs-person');
  const failed = run.steps.find(({ state }) => state === 'failed');
  if (!failed?.error) throw new Error('no step has failed');

  it('names the MID server where it could be another one', () => {
    expect(withServer(run, failed, 'The module is too old.')).toBe('mid2: The module is too old.');
    expect(withServer(run, failed, 'mid2 has an old module.')).toBe('mid2 has an old module.');
  });

  it('names it on the status card too', () => {
    const steps = run.steps.map((step) =>
      step === failed && step.error ? { ...step, error: { ...step.error, message: 'The module is too old' } } : step,
    );

    expect(boardRow({ ...run, steps }, undefined, 0).reason).toBe('mid2: The module is too old');
  });
});
