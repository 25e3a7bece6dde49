import type { Effect, JournalEntry, Notice, StepChange } from './events.ts';
import type { Gate, Person, Run, RunState, RunStep, StepState } from './run.ts';

/** Name of the deadline after which somebody is reminded. */
export const REMINDER = 'reminder';

/** A run while `decide` works on it: the only place where a next state, its effects and its journal come together. */
export class Draft {
  readonly now: number;
  run: Run;
  changed = false;
  readonly #effects: Effect[] = [];
  readonly #journal: JournalEntry[] = [];

  constructor(run: Run, now: number) {
    this.run = run;
    this.now = now;
  }

  step(id: string): RunStep {
    const step = this.run.steps.find((each) => each.id === id);
    if (!step) throw new Error(`Run ${this.run.id} has no step ${id}`);
    return step;
  }

  /** Whether a report is about the attempt that is under way, and the step is in one of these states. */
  isCurrent(report: { step: string; attempt: number }, states: readonly StepState[]): boolean {
    const step = this.run.steps.find((each) => each.id === report.step);
    // What a person is waited for is with no worker, so nobody reports on it.
    return step?.queue != null && step.attempt === report.attempt && states.includes(step.state);
  }

  change(id: string, change: StepChange): void {
    this.#set({ ...this.run, steps: this.run.steps.map((step) => (step.id === id ? { ...step, ...change } : step)) });
  }

  /** Drops what a previous failure left on a step. */
  forgetFailure(id: string): void {
    const {
      error: _error,
      failures: _failures,
      failingSince: _since,
      losses: _losses,
      retryAt: _at,
      ...rest
    } = this.step(id);
    this.#set({ ...this.run, steps: this.run.steps.map((step) => (step.id === id ? rest : step)) });
  }

  /** Puts a step back to where nothing had happened to it; its attempts stay counted, so that none comes twice. */
  reopen(id: string): void {
    const { name, server, queue, needs, attempt } = this.step(id);
    const fresh: RunStep = { id, name, ...(server ? { server } : {}), queue, needs, state: 'waiting', attempt };
    this.#set({ ...this.run, steps: this.run.steps.map((step) => (step.id === id ? fresh : step)) });
  }

  /**
   * Hands a step over to its queue as a new attempt, not before the given moment. A step whose needs came back, such as
   * the approval, waits for them.
   */
  execute(id: string, notBefore: number): void {
    if (!this.step(id).needs.every((need) => ['done', 'skipped'].includes(this.step(need).state))) {
      this.reopen(id);
      return;
    }
    const attempt = this.step(id).attempt + 1;
    const delayed = notBefore > this.now;
    this.change(id, { state: delayed ? 'delayed' : 'queued', attempt, ...(delayed ? { retryAt: notBefore } : {}) });
    this.#effects.push({ type: 'execute', step: id, attempt, notBefore });
  }

  withdraw(step: RunStep): void {
    if (!step.queue) return;
    this.#effects.push({ type: 'withdraw', step: step.id, attempt: step.attempt, queue: step.queue });
  }

  setGate(gate: Gate): void {
    this.#set({ ...this.run, gate });
    this.#effects.push(
      gate.state === 'open'
        ? { type: 'set-deadline', name: 'approval', at: gate.until }
        : { type: 'clear-deadline', name: 'approval' },
    );
  }

  /** Sets the moment of the next reminder, or that there is none. */
  remind(at: number | undefined): void {
    if (this.run.remindAt === at) return;
    const { remindAt: _, ...run } = this.run;
    this.#set(at === undefined ? run : { ...run, remindAt: at });
    this.#effects.push(
      at === undefined ? { type: 'clear-deadline', name: REMINDER } : { type: 'set-deadline', name: REMINDER, at },
    );
  }

  /** Forgets the certificate that a step sealed for another server, once nobody opens it any more. */
  dropSealed(id: string | undefined): void {
    if (id !== undefined && this.step(id).state === 'done') this.change(id, { output: { sealed: '' } });
  }

  #dropAllSealed(): void {
    for (const { id, name } of this.run.steps) if (name === 'share-certificate') this.dropSealed(id);
  }

  setState(state: RunState): void {
    if (this.run.state !== state) this.#set({ ...this.run, state });
  }

  /** Ends the run before its plan is through: nothing is released any more and what waits is withdrawn. */
  close(state: 'declined' | 'cancelled', by: Person): void {
    for (const step of this.run.steps) {
      if (['queued', 'delayed', 'running'].includes(step.state)) this.withdraw(step);
    }
    this.#dropAllSealed();
    this.remind(undefined);
    const gate = this.run.gate;
    if (gate?.state === 'open') {
      this.setGate({ ...gate, state: 'closed', decidedAt: this.now });
      this.notify({ kind: 'approval-closed', round: gate.round });
    }
    this.#set({ ...this.run, state, finishedAt: this.now, closedBy: { id: by.id, name: by.name } });
    this.notify({ kind: 'closed' });
  }

  complete(): void {
    this.#dropAllSealed();
    this.remind(undefined);
    this.#set({ ...this.run, state: 'finished', finishedAt: this.now });
    this.record({ what: 'finished' });
    this.notify({ kind: 'finished' });
  }

  notify(notice: Notice): void {
    this.#effects.push({ type: 'notify', notice });
  }

  record(entry: Omit<JournalEntry, 'at'>): void {
    const { by, ...rest } = entry;
    // A person comes with the roles of this moment, which the journal does not keep.
    this.#journal.push({ at: this.now, ...rest, ...(by ? { by: { id: by.id, name: by.name } } : {}) });
    this.changed = true;
  }

  finish(): { run: Run; effects: readonly Effect[]; journal: readonly JournalEntry[] } {
    return { run: { ...this.run, version: this.run.version + 1 }, effects: this.#effects, journal: this.#journal };
  }

  #set(run: Run): void {
    this.run = run;
    this.changed = true;
  }
}
