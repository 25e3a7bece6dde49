import { describe, expect, it } from 'vitest';
import { decideAll } from '../../../../src/runs/decide/decide-all.ts';
import type { RunEvent } from '../../../../src/runs/events.ts';
import { findStep } from '../../../../src/runs/run.ts';
import { RunDriver } from '../../../support/run-driver.ts';
import { FRESH } from '../../../support/step-outputs.ts';

describe('what is known together', () => {
  const done = (step: string, output: unknown): RunEvent => ({
    type: 'step-finished',
    step,
    attempt: 1,
    outcome: { status: 'done', output },
  });

  it('becomes one change with one version and everything that follows', () => {
    const { run, now } = new RunDriver();

    const decision = decideAll(
      run,
      [
        { type: 'step-started', step: 'check-tenant', attempt: 1 },
        done('check-tenant', FRESH['check-tenant']),
        done('check-server@mid1', FRESH['check-server']),
      ],
      now,
    );

    expect(decision.run.version).toBe(run.version + 1);
    expect(decision.effects).toMatchObject([
      { type: 'execute', step: 'register-application' },
      { type: 'execute', step: 'create-certificate' },
    ]);
    expect(decision.journal.map(({ what }) => what)).toEqual(['started', 'done', 'done']);
  });

  it('leaves out what the rules refuse, and is no change when all of it is', () => {
    const { run, now } = new RunDriver();
    const late: RunEvent = { type: 'step-started', step: 'check-tenant', attempt: 7 };
    const refused: RunEvent = { type: 'retry', by: { id: 'x', name: 'x', roles: [] } };

    expect(decideAll(run, [late, refused], now)).toEqual({ run, effects: [], journal: [] });
    const decision = decideAll(run, [late, done('check-tenant', FRESH['check-tenant']), refused], now);
    expect(findStep(decision.run, 'check-tenant')?.state).toBe('done');
  });
});
