import type { StepError } from '../../src/contracts/errors.ts';
import type { StepName } from '../../src/contracts/steps/index.ts';
import { type Decision, decide } from '../../src/runs/decide/decide.ts';
import type { Effect, JournalEntry, RunEvent } from '../../src/runs/events.ts';
import { planFor } from '../../src/runs/plans/index.ts';
import { type Actor, findStep, type Run, type RunRequest, type RunStep } from '../../src/runs/run.ts';
import { JON, makeRequest } from './run-request.ts';
import { FRESH } from './step-outputs.ts';

export const START = Date.parse('2026-11-24T14:31:00.000Z');

/** A run under test, driven by the real rules: every state it shows is one that can happen. */
export class RunDriver {
  run: Run;
  now = START;
  readonly effects: Effect[] = [];
  readonly journal: JournalEntry[] = [];
  readonly outputs: Readonly<Record<StepName, unknown>>;

  constructor(request: RunRequest = makeRequest(), outputs: Readonly<Record<StepName, unknown>> = FRESH) {
    this.outputs = outputs;
    this.run = {
      id: `${request.tenant.label}-1`,
      version: 0,
      request,
      state: 'working',
      createdAt: this.now,
      steps: planFor(request.kind).steps(request),
      gate: null,
    };
    this.apply({ type: 'begun' });
  }

  apply(event: RunEvent): Decision {
    const decision = decide(this.run, event, this.now);
    this.run = decision.run;
    this.effects.push(...decision.effects);
    this.journal.push(...decision.journal);
    return decision;
  }

  step(id: string): RunStep {
    const step = findStep(this.run, id);
    if (!step) throw new Error(`no step ${id}`);
    return step;
  }

  start(id: string): void {
    this.apply({ type: 'step-started', step: id, attempt: this.step(id).attempt });
  }

  finish(id: string, output: unknown = this.outputs[this.step(id).name as StepName]): void {
    const outcome = { status: 'done', output } as const;
    this.apply({ type: 'step-finished', step: id, attempt: this.step(id).attempt, outcome });
  }

  fail(id: string, error: Partial<StepError>): void {
    const full: StepError = { kind: 'person', code: 'broken', message: 'It is broken.', advice: 'Mend it.', ...error };
    const outcome = { status: 'failed', error: full } as const;
    this.apply({ type: 'step-finished', step: id, attempt: this.step(id).attempt, outcome });
  }

  decideApproval(decision: 'approve' | 'decline', by: Actor = JON): Decision {
    const { gate } = this.run;
    return this.apply({
      type: 'approval-decided',
      decision,
      by,
      round: gate?.round ?? 0,
      planHash: gate?.planHash ?? '',
      statement: 'signed by the bot',
      idToken: null,
    });
  }

  /** Ids of the steps that are with a worker. */
  active(): string[] {
    return this.run.steps
      .filter((step) => step.queue !== null && (step.state === 'queued' || step.state === 'running'))
      .map((step) => step.id);
  }

  /** Finishes everything that is with a worker, and what follows from it, except the named steps. */
  finishAll(except: readonly string[] = []): void {
    for (;;) {
      const next = this.active().find((id) => !except.includes(id));
      if (!next) return;
      this.start(next);
      this.finish(next);
      this.now += 1000;
    }
  }

  /** Through the whole run, approved by Jon. */
  complete(): void {
    this.finishAll();
    if (this.run.gate?.state === 'open') this.decideApproval('approve');
    this.finishAll();
  }
}
