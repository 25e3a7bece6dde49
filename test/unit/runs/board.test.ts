import { expect, test } from 'vitest';
import { boardRow, changesBoard } from '../../../src/runs/board.ts';
import type { RunEvent } from '../../../src/runs/events.ts';
import { RunDriver } from '../../support/run-driver.ts';

/** The run before and after an event. */
function change(driver: RunDriver, event: RunEvent) {
  const before = driver.run;
  driver.apply(event);
  return { before, after: driver.run };
}

test('a step that begins and goes on is not seen on the board', () => {
  const driver = new RunDriver();
  const about = { step: 'check-tenant', attempt: 1 };

  for (const event of [
    { type: 'step-started', ...about } as const,
    { type: 'step-progress', ...about, note: 'looking' } as const,
  ]) {
    const { before, after } = change(driver, event);
    expect(after).not.toBe(before);
    expect(changesBoard(before, after)).toBe(false);
    expect(boardRow(after, boardRow(before, undefined, 5), 9)).toEqual(boardRow(before, undefined, 5));
  }
});

test('a failure and what is waited for are seen on the board', () => {
  const driver = new RunDriver();
  const error = { code: 'x', message: 'Graph is busy.', advice: 'Wait.' };
  const fail = (kind: 'transient' | 'person') =>
    change(driver, {
      type: 'step-finished',
      step: 'check-tenant',
      attempt: driver.step('check-tenant').attempt,
      outcome: { status: 'failed', error: { kind, ...error } },
    });

  const delayed = fail('transient');
  const failed = fail('person');

  expect(changesBoard(delayed.before, delayed.after)).toBe(true);
  expect(changesBoard(failed.before, failed.after)).toBe(true);
});

test('the first change of a run is seen on the board', () => {
  const { run } = new RunDriver();

  expect(changesBoard({ ...run, version: 0 }, run)).toBe(true);
});
