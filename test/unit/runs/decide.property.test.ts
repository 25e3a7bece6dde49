import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepName } from '../../../src/contracts/steps/index.ts';
import type { RunEvent } from '../../../src/runs/events.ts';
import { findStep, isFinal, type Run, type RunStep } from '../../../src/runs/run.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { JON, LEE, MIA, makeRequest } from '../../support/run-request.ts';
import { FRESH, IN_PLACE } from '../../support/step-outputs.ts';

/** One arbitrary thing that happens: any report about any step under any recent attempt, any click, any time. */
const happening = fc.record({
  // As often as in life: most reports are good ones; what ends a run early is rare.
  kind: fc.oneof(
    { weight: 12, arbitrary: fc.constant('done') },
    { weight: 3, arbitrary: fc.constant('approve') },
    {
      weight: 6,
      arbitrary: fc.constantFrom('started', 'transient', 'person', 'lost', 'progress', 'deadline', 'retry'),
    },
    { weight: 1, arbitrary: fc.constantFrom('decline', 'cancel') },
  ),
  pick: fc.nat({ max: 1000 }),
  staleness: fc.constantFrom(0, 0, 0, 0, 1, 2),
  who: fc.constantFrom(JON, JON, MIA, LEE, { ...JON, roles: [] }),
  wait: fc.constantFrom(0, 100, 10_000, 3_600_000),
  hash: fc.constantFrom('right', 'right', 'right', 'wrong'),
});
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const scenario = fc.record({
  serverCount: fc.integer({ min: 1, max: 4 }),
  mode: fc.constantFrom('full', 'full', 'link'),
  inPlace: fc.boolean(),
  happenings: fc.array(happening, { maxLength: 120, size: 'max' }),
});

function toEvent(run: Run, happening: Happening, outputs: Readonly<Record<StepName, unknown>>): RunEvent {
  const steps = run.steps.filter((step) => step.queue !== null);
  const active = steps.filter((step) => ['queued', 'running', 'delayed'].includes(step.state));
  const pool = happening.staleness === 0 && active.length > 0 ? active : steps;
  const step = pool[happening.pick % pool.length];
  if (!step) throw new Error('a plan has steps');
  const about = { step: step.id, attempt: Math.max(step.attempt - happening.staleness, 0) };
  const error = { code: `c${happening.pick % 2}`, message: 'm', advice: 'a', budgetMs: 120_000 };
  switch (happening.kind) {
    case 'started':
      return { type: 'step-started', ...about };
    case 'progress':
      return { type: 'step-progress', ...about, note: 'note' };
    case 'lost':
      return { type: 'step-lost', ...about };
    case 'transient':
    case 'person':
      return {
        type: 'step-finished',
        ...about,
        outcome: { status: 'failed', error: { kind: happening.kind, ...error } },
      };
    case 'approve':
    case 'decline': {
      const planHash = happening.hash === 'right' ? (run.gate?.planHash ?? '') : 'forged';
      const round = Math.max((run.gate?.round ?? 1) - (happening.staleness > 1 ? 1 : 0), 0);
      return { type: 'approval-decided', decision: happening.kind, by: happening.who, round, planHash };
    }
    case 'deadline':
      return { type: 'deadline-passed', name: 'approval' };
    case 'retry':
      return { type: 'retry', by: happening.who };
    case 'cancel':
      return happening.pick % 10 === 0 ? { type: 'cancel', by: happening.who } : { type: 'step-started', ...about };
    default:
      return { type: 'step-finished', ...about, outcome: { status: 'done', output: outputs[step.name as StepName] } };
  }
}

/** The one exception from "done stays done": a retried import gets the certificate sealed anew. */
function isMadeAnew(before: Run, step: RunStep, event: RunEvent | undefined): boolean {
  if (event?.type !== 'retry' || step.name !== 'share-certificate' || step.state !== 'done') return false;
  return findStep(before, `import-certificate@${step.server}`)?.state === 'failed';
}

const RANK = { waiting: 0, queued: 1, delayed: 1, running: 1, failed: 1, done: 2, skipped: 2 };

describe('whatever happens in whatever order', () => {
  it('holds every promise of a run', () => {
    let finished = 0;
    let granted = 0;
    let renewed = 0;
    fc.assert(
      fc.property(scenario, ({ serverCount, mode, inPlace, happenings }) => {
        const outputs = inPlace ? IN_PLACE : FRESH;
        const driver = new RunDriver(makeRequest({ serverCount, mode }), outputs);
        const handedOver = new Set<string>();
        let approved = false;
        const check = (before: Run, event?: RunEvent) => {
          const effects = driver.effects.splice(0);
          const run = driver.run;
          const through = new Set(run.steps.filter((step) => RANK[step.state] === 2).map((step) => step.id));
          for (const effect of effects) {
            if (effect.type !== 'execute') continue;
            const step = driver.step(effect.step);
            // No step runs before what it needs.
            expect(step.needs.filter((id) => !through.has(id))).toEqual([]);
            // Nothing is released twice under one attempt.
            const key = `${effect.step}.${effect.attempt}`;
            expect(handedOver.has(key)).toBe(false);
            handedOver.add(key);
            // Without an approval nothing is granted, unless there was nothing to grant.
            if (step.name === 'grant-consent' || step.name === 'assign-role') {
              granted += 1;
              expect(approved || inPlace).toBe(true);
            }
          }
          // What is done stays done, and a finished run never changes.
          for (const [index, step] of before.steps.entries()) {
            if (RANK[step.state] !== 2) continue;
            const again = run.steps[index];
            if (again?.state !== step.state && isMadeAnew(before, step, event)) {
              renewed += 1;
              // The same step, handed over under a new attempt, without what it had answered.
              expect(again).toMatchObject({ id: step.id, state: 'queued', attempt: step.attempt + 1 });
              expect(again?.output).toBeUndefined();
            } else expect(again?.state).toBe(step.state);
          }
          if (isFinal(before)) expect(run).toBe(before);
          expect(run.version).toBe(before === run ? before.version : before.version + 1);
        };
        check({ ...driver.run, version: 0 });
        for (const happening of happenings) {
          driver.now += happening.wait;
          const before = driver.run;
          const event = toEvent(before, happening, outputs);
          const decision = driver.apply(event);
          if (event.type === 'approval-decided' && event.decision === 'approve' && !decision.refusal) {
            approved = true;
            // Only an approver who did not ask, in time, for exactly what was shown.
            expect(event.by).toBe(JON);
            expect(event.planHash).toBe(before.gate?.planHash);
            expect(driver.now).toBeLessThan(before.gate?.until ?? 0);
          }
          check(before, event);
        }
        if (driver.run.state === 'finished') finished += 1;
      }),
      { numRuns: 400, seed: 20261124 },
    );
    // The scenarios are not vacuous: some get through, some are granted.
    expect(granted).toBeGreaterThan(20);
    expect(finished).toBeGreaterThan(20);
    expect(renewed).toBeGreaterThan(0);
  });

  it('every run can be brought to its end by people who retry and approve', () => {
    fc.assert(
      fc.property(scenario, ({ serverCount, mode, happenings }) => {
        const driver = new RunDriver(makeRequest({ serverCount, mode }));
        for (const happening of happenings) {
          driver.now += happening.wait;
          driver.apply(toEvent(driver.run, happening, FRESH));
        }
        for (let turns = 0; !isFinal(driver.run); turns += 1) {
          expect(turns).toBeLessThan(50);
          driver.apply({ type: 'deadline-passed', name: 'approval' });
          driver.apply({ type: 'retry', by: JON });
          driver.finishAll();
          if (driver.run.gate?.state === 'open') driver.decideApproval('approve');
          driver.finishAll();
        }
        expect(['finished', 'declined', 'cancelled']).toContain(driver.run.state);
      }),
      { numRuns: 150, seed: 20261124 },
    );
  });
});
