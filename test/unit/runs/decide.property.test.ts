import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashSubject } from '../../../src/contracts/approval/approval.ts';
import type { StepName } from '../../../src/contracts/steps/index.ts';
import type { Mode } from '../../../src/process/config/exo-config.ts';
import { approvalSubject } from '../../../src/runs/approval/subject.ts';
import { uncovered } from '../../../src/runs/approval/uncovered.ts';
import type { RunEvent } from '../../../src/runs/events.ts';
import { findStep, isFinal, type Run, type RunRequest, type RunStep } from '../../../src/runs/run.ts';
import { askAgain } from '../../support/earlier.ts';
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
    { weight: 2, arbitrary: fc.constantFrom('refused', 'found-changed', 'late-click') },
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
  mode: fc.constantFrom<Mode>('full', 'full', 'link'),
  inPlace: fc.boolean(),
  /** Whether the tenant was approved before as it is. */
  known: fc.boolean(),
  happenings: fc.array(happening, { maxLength: 120, size: 'max' }),
});

const REFUSALS = ['approval-outdated', 'subject-changed', 'approval-missing'];
const PRIVILEGED = ['grant-consent', 'assign-role', 'attach-certificate', 'share-certificate'];

/** Somebody else's secret, which changes what an approver must know. */
const SECRET = { kind: 'client-secret', on: 'application', id: 'k1', text: 'client secret "backup"' } as const;

type Outputs = Readonly<Record<StepName, unknown>>;

function requestOf({ serverCount, mode, known }: { serverCount: number; mode: Mode; known: boolean }): RunRequest {
  return known ? askAgain({ serverCount, mode }) : makeRequest({ serverCount, mode });
}

function toEvent(run: Run, happening: Happening, outputs: Outputs, now: number): RunEvent {
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
    case 'refused': {
      const privileged = active.find(({ name }) => PRIVILEGED.includes(name)) ?? step;
      const code = REFUSALS[happening.pick % REFUSALS.length] ?? '';
      const outcome = { status: 'failed', error: { ...error, kind: 'person', code } } as const;
      return { type: 'step-finished', step: privileged.id, attempt: privileged.attempt, outcome };
    }
    case 'found-changed': {
      const output = Object.assign({}, outputs['register-application'], { others: [SECRET] });
      const { attempt = 0 } = findStep(run, 'register-application') ?? {};
      return { type: 'step-finished', step: 'register-application', attempt, outcome: { status: 'done', output } };
    }
    case 'late-click':
      return { ...decision(run, happening, 'approve'), notAfter: now - 1 };
    case 'approve':
    case 'decline':
      return decision(run, happening, happening.kind);
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

function decision(run: Run, { hash, staleness, who }: Happening, what: 'approve' | 'decline') {
  const planHash = hash === 'right' ? (run.gate?.planHash ?? '') : 'forged';
  const round = Math.max((run.gate?.round ?? 1) - (staleness > 1 ? 1 : 0), 0);
  const proof = { statement: 'signed', idToken: null };
  return { type: 'approval-decided', decision: what, by: who, round, planHash, ...proof } as const;
}

/** A step that is done is done again only for these reasons. */
function mayComeBack(before: Run, step: RunStep, event: RunEvent | undefined): boolean {
  if (step.name === 'share-certificate') {
    // A retried import gets the certificate sealed again.
    return event?.type === 'retry' && findStep(before, `import-certificate@${step.server}`)?.state === 'failed';
  }
  const isRefused =
    event?.type === 'step-finished' &&
    event.outcome.status === 'failed' &&
    REFUSALS.includes(event.outcome.error.code) &&
    PRIVILEGED.includes(findStep(before, event.step)?.name ?? '');
  // The approval is over, or the worker that relies on it said that it does not hold.
  if (step.name === 'approve-consent') return isRefused || before.gate?.state === 'approved';
  return isRefused && ['register-application', 'create-enterprise-application'].includes(step.name);
}

/** What must hold when a step gives somebody something. */
function expectApproved(run: Run, wasWaiting: boolean, now: number): void {
  const { gate, request } = run;
  if (!gate) {
    expect(request.earlier).not.toBeNull();
    expect(uncovered(run)).toEqual([]);
    return;
  }
  expect(gate.state).toBe('approved');
  expect(gate.evidence).toMatchObject({ subject: approvalSubject(run), round: gate.round, statement: 'signed' });
  expect(gate.planHash).toBe(gate.subject && hashSubject(gate.subject));
  // A later attempt of the same release is for the worker to refuse.
  if (wasWaiting) expect(now).toBeLessThanOrEqual((gate.decidedAt ?? 0) + request.approval.validForMs);
}

const RANK = { waiting: 0, queued: 1, delayed: 1, running: 1, failed: 1, done: 2, skipped: 2 };

describe('whatever happens in whatever order', { timeout: 60_000 }, () => {
  it('holds every promise of a run', () => {
    const seen = { finished: 0, privileged: 0, covered: 0, cameBack: 0, rounds: 0, late: 0 };
    fc.assert(
      fc.property(scenario, ({ inPlace, happenings, ...asked }) => {
        const outputs = inPlace ? IN_PLACE : FRESH;
        const driver = new RunDriver(requestOf(asked), outputs);
        const handedOver = new Set<string>();
        const cards = { posted: 0, open: false };
        const check = (before: Run, event?: RunEvent) => {
          const effects = driver.effects.splice(0);
          const run = driver.run;
          const through = new Set(run.steps.filter((step) => RANK[step.state] === 2).map((step) => step.id));
          for (const effect of effects) {
            if (effect.type === 'notify' && effect.notice.kind === 'approval-closed') {
              expect(effect.notice.round).toBe(cards.posted);
              cards.open = false;
            }
            if (effect.type === 'notify' && effect.notice.kind === 'approval-asked') {
              // One card at a time can be decided on, and no number comes twice.
              expect(cards.open).toBe(false);
              expect(effect.notice.round).toBe(cards.posted + 1);
              Object.assign(cards, { posted: effect.notice.round, open: true });
              if (effect.notice.round > 1) seen.rounds += 1;
            }
            if (effect.type !== 'execute') continue;
            const step = driver.step(effect.step);
            // No step runs before what it needs.
            expect(step.needs.filter((id) => !through.has(id))).toEqual([]);
            // Nothing is released twice under one attempt.
            const key = `${effect.step}.${effect.attempt}`;
            expect(handedOver.has(key)).toBe(false);
            handedOver.add(key);
            if (!PRIVILEGED.includes(step.name)) continue;
            seen.privileged += 1;
            if (!run.gate) seen.covered += 1;
            expectApproved(run, findStep(before, step.id)?.state === 'waiting', driver.now);
          }
          expect(run.gate?.state === 'open').toBe(cards.open);
          // What is done stays done, and a finished run never changes.
          for (const [index, step] of before.steps.entries()) {
            const again = run.steps[index];
            if (RANK[step.state] !== 2 || again?.state === step.state) continue;
            expect({ step: step.id, may: mayComeBack(before, step, event) }).toEqual({ step: step.id, may: true });
            seen.cameBack += 1;
            // Without what it had answered; a new attempt gets a new number.
            if (again?.state !== 'done') expect(again?.output).toBeUndefined();
          }
          if (isFinal(before)) expect(run).toBe(before);
          // Nobody opens it any more.
          if (isFinal(run)) expect(JSON.stringify(run)).not.toContain('eyJ.sealed');
          expect(run.version).toBe(before === run ? before.version : before.version + 1);
        };
        check({ ...driver.run, version: 0 });
        for (const happening of happenings) {
          driver.now += happening.wait;
          const before = driver.run;
          const event = toEvent(before, happening, outputs, driver.now);
          const { refusal } = driver.apply(event);
          if (event.type === 'approval-decided' && event.notAfter !== undefined) {
            seen.late += 1;
            expect(refusal).toBe('too-late');
          } else if (event.type === 'approval-decided' && event.decision === 'approve' && !refusal) {
            // Only an approver who did not ask, in time, for exactly what was shown.
            expect(event.by).toBe(JON);
            expect(event.planHash).toBe(before.gate?.planHash);
            expect(driver.now).toBeLessThan(before.gate?.until ?? 0);
          }
          check(before, event);
        }
        if (driver.run.state === 'finished') seen.finished += 1;
      }),
      { numRuns: 400, seed: 20261124 },
    );
    // The scenarios are not vacuous.
    for (const [what, times] of Object.entries(seen))
      expect({ what, often: times > 10 }).toEqual({ what, often: true });
  });

  it('every run can be brought to its end by people who retry and approve', () => {
    fc.assert(
      fc.property(scenario, ({ happenings, inPlace: _, ...asked }) => {
        const driver = new RunDriver(requestOf(asked));
        for (const happening of happenings) {
          driver.now += happening.wait;
          driver.apply(toEvent(driver.run, happening, FRESH, driver.now));
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
