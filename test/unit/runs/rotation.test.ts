import { describe, expect, it } from 'vitest';
import type { StepError } from '../../../src/contracts/errors.ts';
import { planOf } from '../../../src/runs/plans/index.ts';
import { rotationState } from '../../../src/runs/rotation/state.ts';
import { OLD_THUMBPRINT, ROTATION, rotating, rotationRequest, THUMBPRINT } from '../../support/rotation.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { JON, LEE, MIA, RULES } from '../../support/run-request.ts';

const DAY = 86_400_000;
const watched: Partial<StepError> = {
  kind: 'transient',
  code: 'old-certificate-watched',
  retryAfterMs: DAY / 4,
  budgetMs: 400 * DAY,
};

function inputOf(driver: RunDriver, id: string): unknown {
  const step = driver.step(id);
  return planOf(driver.run).input(driver.run, step, new Map());
}

function noticesOf(driver: RunDriver): unknown[] {
  return driver.effects.flatMap((effect) => (effect.type === 'notify' ? [effect.notice] : []));
}

/** Lets time pass until the next attempt, and has it with its worker. */
function nextAttempt(driver: RunDriver, id: string): void {
  driver.now = driver.step(id).retryAt ?? driver.now;
  driver.start(id);
}

describe('a rotation', () => {
  it('goes from one certificate to the other, step by step', () => {
    const driver = new RunDriver(rotationRequest());
    const states = [rotationState(driver.run)];
    const note = () => states.push(rotationState(driver.run));
    driver.finishAll(['create-certificate']);
    driver.finish('create-certificate', undefined);
    note();
    expect(states).toEqual(['current', 'renewing']);
  });

  it('is asked for once it is proved everywhere, and waits for a person without a worker', () => {
    const driver = rotating();

    expect(rotationState(driver.run)).toBe('overlap');
    expect(driver.run.gate).toBeNull();
    expect(driver.step('await-switch')).toMatchObject({ state: 'running', attempt: 0 });
    expect(driver.active()).toEqual([]);
    expect(noticesOf(driver)).toEqual([{ kind: 'switch-asked' }]);
  });

  it('asks for approval again where renewals are not covered', () => {
    const driver = rotating({ approval: { ...RULES, renewals: 'ask' } });

    expect(driver.run.state).toBe('waiting-approval');
    driver.decideApproval('approve');
    driver.finishAll();
    expect(rotationState(driver.run)).toBe('overlap');
  });

  it('makes a certificate that is not the one it replaces', () => {
    const driver = new RunDriver(rotationRequest());
    driver.finishAll(['create-certificate']);

    expect(inputOf(driver, 'create-certificate')).toMatchObject({ replaces: [OLD_THUMBPRINT] });
  });

  it('stops where an older runner hands out the certificate that is to be replaced', () => {
    const driver = rotating({ rotation: { ...ROTATION, replaces: THUMBPRINT } });

    expect(() => inputOf(driver, 'attach-certificate')).toThrow(/runner-outdated/);
  });

  it('takes the word of those who may hand over, and of nobody else', () => {
    const driver = rotating();

    expect(driver.apply({ type: 'switch-confirmed', by: LEE }).refusal).toBe('not-handing-over');
    expect(driver.apply({ type: 'switch-confirmed', by: JON }).refusal).toBe('not-handing-over');
    expect(driver.apply({ type: 'switch-confirmed', by: MIA }).refusal).toBeUndefined();
    expect(driver.apply({ type: 'switch-confirmed', by: MIA }).refusal).toBe('nothing-to-confirm');
    expect(rotationState(driver.run)).toBe('handed-over');
    expect(driver.journal).toContainEqual(
      expect.objectContaining({ what: 'switched', by: { id: MIA.id, name: MIA.name } }),
    );
    expect(inputOf(driver, 'watch-use')).toMatchObject({ old: [OLD_THUMBPRINT], keep: THUMBPRINT });
  });

  it('cannot be said to be handed over before it is proved', () => {
    const driver = new RunDriver(rotationRequest());

    expect(driver.apply({ type: 'switch-confirmed', by: MIA }).refusal).toBe('nothing-to-confirm');
  });

  it('watches for as long as somebody uses the old certificate, then ends on every server', () => {
    const driver = rotating();
    driver.apply({ type: 'switch-confirmed', by: MIA });
    for (let look = 0; look < 200; look++) {
      driver.fail('watch-use', watched);
      nextAttempt(driver, 'watch-use');
    }
    expect(rotationState(driver.run)).toBe('watching');
    expect(driver.journal.filter(({ what }) => what === 'failed' || what === 'started').length).toBeLessThan(30);
    driver.finish('watch-use');
    driver.start('retire-certificate');
    driver.finish('retire-certificate');
    expect(rotationState(driver.run)).toBe('retired');
    expect(driver.active()).toEqual(['watch-retired']);
    driver.finish('watch-retired');
    expect(driver.active()).toEqual(['erase-certificate@mid1', 'erase-certificate@mid2']);
    expect(inputOf(driver, 'erase-certificate@mid2')).toMatchObject({ thumbprints: [OLD_THUMBPRINT] });
    driver.finishAll();
    expect(driver.run.state).toBe('finished');
    expect(rotationState(driver.run)).toBe('erased');
  });

  it('does not take the word of a card from before the old certificate was put back', () => {
    const driver = rotating();
    const asked = driver.step('await-switch').startedAt ?? 0;
    driver.apply({ type: 'switch-confirmed', by: MIA, asked });
    driver.finishAll(['watch-retired']);
    driver.start('watch-retired');
    driver.now += DAY;
    driver.fail('watch-retired', { code: 'old-certificate-restored', message: 'mid2 tried the old certificate.' });

    expect(driver.apply({ type: 'switch-confirmed', by: MIA, asked }).refusal).toBe('nothing-to-confirm');
    const again = driver.step('await-switch').startedAt ?? 0;
    expect(driver.apply({ type: 'switch-confirmed', by: MIA, asked: again }).refusal).toBeUndefined();
  });

  it('goes back to whoever must enter the value when the old certificate had to be put back', () => {
    const driver = rotating();
    driver.apply({ type: 'switch-confirmed', by: MIA });
    driver.finishAll(['watch-retired']);
    driver.start('watch-retired');
    driver.fail('watch-retired', { code: 'old-certificate-restored', message: 'mid2 tried the old certificate.' });

    expect(driver.step('await-switch')).toMatchObject({
      state: 'running',
      error: { message: expect.stringMatching(/^mid2/) },
    });
    expect(driver.step('retire-certificate')).toMatchObject({ state: 'waiting' });
    expect(rotationState(driver.run)).toBe('overlap');
    expect(driver.run.state).toBe('working');
    expect(noticesOf(driver).filter((notice) => JSON.stringify(notice).includes('switch-asked'))).toHaveLength(2);

    const attempts = driver.step('watch-retired').attempt;
    driver.apply({ type: 'switch-confirmed', by: MIA });
    driver.finishAll();
    expect(driver.step('watch-retired').attempt).toBeGreaterThan(attempts);
    expect(driver.run.state).toBe('finished');
  });

  it('erases where the old certificate ended meanwhile and is on the application no more', () => {
    const driver = rotating();
    driver.apply({ type: 'switch-confirmed', by: MIA });
    driver.start('watch-use');
    driver.finish('watch-use', { proof: 'person', unusedSince: '2027-01-01T00:00:00.000Z', keys: [] });

    expect(driver.step('retire-certificate').state).toBe('skipped');
    driver.finishAll();
    expect(driver.step('erase-certificate@mid1').state).toBe('done');
    expect(driver.run.state).toBe('finished');
  });
});

describe('a rotation whose workers die', () => {
  it.each(['watch-use', 'retire-certificate', 'watch-retired', 'erase-certificate@mid1', 'erase-certificate@mid2'])(
    'at %s comes to the same end',
    (id) => {
      const driver = rotating();
      driver.apply({ type: 'switch-confirmed', by: MIA });
      driver.finishAll([id]);
      driver.start(id);
      const { attempt } = driver.step(id);
      driver.apply({ type: 'step-lost', step: id, attempt });
      // What the dead worker still sends is about an attempt that is over.
      const late = { type: 'step-finished', step: id, attempt, outcome: { status: 'done', output: {} } } as const;
      driver.apply(late);

      expect(driver.step(id)).toMatchObject({ state: 'queued', attempt: attempt + 1 });
      driver.finishAll();
      expect(driver.run.state).toBe('finished');
      expect(rotationState(driver.run)).toBe('erased');
    },
  );
});

describe('the reminders of a rotation', () => {
  const at = (days: number) => ROTATION.endsAt - days * DAY;

  function deadlines(driver: RunDriver) {
    return driver.run.remindAt;
  }

  it('come at 60, 30, 14, 7 and 1 days until it is handed over', () => {
    const driver = rotating();
    const told: number[] = [];
    for (let moment = deadlines(driver); moment !== undefined; moment = deadlines(driver)) {
      driver.now = moment;
      driver.apply({ type: 'deadline-passed', name: 'reminder' });
      driver.apply({ type: 'deadline-passed', name: 'reminder' });
      told.push(Math.round((ROTATION.endsAt - moment) / DAY));
    }
    expect(told).toEqual([30, 14, 7, 1]);
    expect(noticesOf(driver).slice(1)).toEqual([30, 14, 7, 1].map((days) => ({ kind: 'switch-reminder', days })));
  });

  it('come a day after somebody asked for one more, and then as before', () => {
    const driver = rotating();
    const planned = driver.run.remindAt;
    expect(driver.apply({ type: 'remind-tomorrow', by: LEE }).refusal).toBe('not-handing-over');
    driver.apply({ type: 'remind-tomorrow', by: MIA });
    driver.now += 3_600_000;
    driver.apply({ type: 'remind-tomorrow', by: MIA });

    expect(driver.run.remindAt).toBe(driver.now - 3_600_000 + DAY);
    driver.now = driver.run.remindAt ?? 0;
    driver.apply({ type: 'deadline-passed', name: 'reminder' });
    expect(noticesOf(driver).at(-1)).toMatchObject({ kind: 'switch-reminder' });
    expect(driver.run.remindAt).toBe(planned);

    driver.apply({ type: 'switch-confirmed', by: MIA });
    expect(driver.apply({ type: 'remind-tomorrow', by: MIA }).refusal).toBe('nothing-to-confirm');
  });

  it('stop when it is handed over, and when the run is cancelled', () => {
    const handed = rotating();
    handed.apply({ type: 'switch-confirmed', by: MIA });
    const cancelled = rotating();
    cancelled.apply({ type: 'cancel', by: MIA });

    for (const driver of [handed, cancelled]) {
      expect(driver.run.remindAt).toBeUndefined();
      driver.now = at(7);
      driver.apply({ type: 'deadline-passed', name: 'reminder' });
      expect(noticesOf(driver).filter((notice) => JSON.stringify(notice).includes('reminder'))).toEqual([]);
    }
  });

  it('come also while the rotation is stuck before its certificate is made', () => {
    const driver = new RunDriver(rotationRequest());
    driver.now = driver.run.remindAt ?? 0;
    driver.apply({ type: 'deadline-passed', name: 'reminder' });

    expect(noticesOf(driver)).toContainEqual({ kind: 'switch-reminder', days: 30 });
  });
});
