import { inTimeOfRedis } from '../../process/redis/in-time.ts';
import { type BoardRow, changesBoard } from '../board.ts';
import { type Decision, decide } from '../decide/decide.ts';
import { decideAll } from '../decide/decide-all.ts';
import type { Refusal, RunEvent } from '../events.ts';
import { planFor } from '../plans/index.ts';
import { BOARD } from '../records/rows.ts';
import type { Run, RunRequest } from '../run.ts';
import { type Commit, commitOf } from './commit.ts';
import { RunReader, type RunReaderOptions } from './run-reader.ts';
import { TenantBusyError, TenantSuspendedError, tooManyConflicts } from './store-errors.ts';
import type { Committed } from './trace-commits.ts';
import { writeCommit } from './write-commit.ts';

export interface Applied {
  readonly run: Run;
  readonly refusal?: Refusal;
}

/** A change with the tasks that follow from it, as they stand in the outbox. */
export interface Handed {
  readonly run: Run;
  readonly tasks: readonly string[];
  /** Until when they are left to whoever made the change, milliseconds since 1970. */
  readonly until: number;
}

export interface RunStoreOptions extends RunReaderOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly committed?: Committed | undefined;
}

/** What a commit depends on besides the version. */
interface Conditions {
  readonly notAfter?: number | undefined;
  readonly leaseMs?: number | undefined;
  readonly command?: string | undefined;
}

/** `contoso-7`, but `contoso-suspend-7`: the name of a run that is no onboarding says what it is for. */
function runId({ kind, tenant }: RunRequest, number: number): string {
  return kind === 'onboard' ? `${tenant.label}-${number}` : `${tenant.label}-${kind}-${number}`;
}

/** Each conflict means that somebody else's change went through; this many in a row mean that something is wrong. */
const MOST_CONFLICTS = 100;

/**
 * Runs in Redis. Every change is one decision, committed by one script on the version it was decided on.
 */
export class RunStore extends RunReader {
  readonly #now: () => number;
  readonly #committed: Committed | undefined;

  constructor(options: RunStoreOptions) {
    super(options);
    this.#now = options.now;
    this.#committed = options.committed;
  }

  /**
   * Creates a run and releases its first steps.
   * @param command id of the command that asks for it: however often it is carried out within two days, it begins one run, and
   *   none when it met another open one; that run is the answer then
   * @throws TenantBusyError when another run holds the tenant · TenantSuspendedError when it needs an application that is
   *   suspended
   */
  async create(request: RunRequest, command?: string): Promise<Run> {
    for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
      const number = await this.redis.incr(this.keys.counter(request.tenant.label));
      const empty: Run = {
        id: runId(request, number),
        version: 0,
        request,
        state: 'working',
        createdAt: this.#now(),
        steps: planFor(request.kind).steps(request),
        gate: null,
      };
      const decision = decide(empty, { type: 'begun' }, this.#now());
      // Labels such as "a" and "a-plan" may come to the same id: then the next number.
      const { answer, other } = await this.#commit(empty, decision, { command });
      if (answer === 'ok') return decision.run;
      const begun = other === undefined ? undefined : await this.get(other);
      if (begun) return begun;
    }
    throw tooManyConflicts(`No free number for a run of ${request.tenant.label} was found.`);
  }

  /**
   * Applies an event: reads, decides, commits; reads again when somebody else was faster.
   * @returns the run afterwards, with `refusal` when the rules did not accept the event; undefined for an unknown run
   */
  async apply(id: string, event: RunEvent): Promise<Applied | undefined> {
    const asked = 'notAfter' in event ? event.notAfter : undefined;
    const notAfter = asked === undefined ? undefined : await inTimeOfRedis(this.redis, asked, this.#now);
    for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
      const run = await this.get(id);
      if (!run) return undefined;
      const decision = decide(run, event, this.#now());
      if (decision.refusal) return { run, refusal: decision.refusal };
      if (decision.run === run) return { run };
      const { answer } = await this.#commit(run, decision, { notAfter });
      if (answer === 'late') return { run, refusal: 'too-late' };
      if (answer === 'ok') return { run: decision.run };
    }
    throw tooManyConflicts(`${id} could not be changed: it changed ${MOST_CONFLICTS} times meanwhile.`);
  }

  /**
   * Applies what is known together as one change.
   * @param from the run as it was read just now: it is read again only when somebody else was faster
   * @param leaseMs for how long nobody else dispatches what follows from it
   */
  async applyAll(
    id: string,
    events: readonly RunEvent[],
    { from, leaseMs }: { from?: Run; leaseMs?: number } = {},
  ): Promise<Handed | undefined> {
    let run = from;
    for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
      run ??= await this.get(id);
      if (!run) return undefined;
      const decision = decideAll(run, events, this.#now());
      if (decision.run === run) return { run, tasks: [], until: 0 };
      const { answer, commit } = await this.#commit(run, decision, { leaseMs });
      if (answer === 'ok') return { run: decision.run, tasks: commit.outbox, until: commit.handOverFrom };
      run = undefined;
    }
    throw tooManyConflicts(`${id} could not be changed: it changed ${MOST_CONFLICTS} times meanwhile.`);
  }

  /** `conflict`: the run has changed since it was read, decide again. */
  async #commit(
    before: Run,
    decision: Decision,
    { notAfter, leaseMs = 0, command }: Conditions = {},
  ): Promise<{ answer: 'ok' | 'conflict' | 'late' | 'begun'; other: string | undefined; commit: Commit }> {
    const { run } = decision;
    const tenant = run.request.tenant.id;
    const shown = changesBoard(before, run) ? await this.#boardRow(tenant) : undefined;
    const commit = commitOf({ before, decision, shown, now: this.#now(), leaseMs }, this.records.seal);
    const [answer, other] = await writeCommit(this.redis, this.keys, { ...commit, notAfter, command });
    if (answer === 'taken') throw new TenantBusyError(other);
    if (answer === 'suspended') throw new TenantSuspendedError(run.request.tenant.label);
    if (answer === 'ok') this.#committed?.(before, run);
    return { answer, other, commit };
  }

  async #boardRow(tenant: string): Promise<BoardRow | undefined> {
    const row = await this.redis.hget(this.keys.board, tenant);
    const read = row ? await this.records.open(BOARD, `board ${tenant}`, row) : undefined;
    return read?.ok ? read.value : undefined;
  }
}
