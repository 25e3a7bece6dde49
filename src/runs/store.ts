import type { Redis } from 'ioredis';
import { inTimeOfRedis } from '../process/in-time.ts';
import type { Read } from '../process/record.ts';
import type { RedisKeys } from '../process/redis-keys.ts';
import type { SealedRecords } from '../process/sealed-records.ts';
import { type BoardRow, changesBoard, type OnboardedRow } from './board.ts';
import { type Commit, commitOf } from './commit.ts';
import { type Decision, decide } from './decide.ts';
import { decideAll } from './decide-all.ts';
import type { JournalEntry, Refusal, RunEvent } from './events.ts';
import type { ServerCheck } from './fleet/server-check.ts';
import { type Heads, rolledBack } from './heads.ts';
import { planFor } from './plans/index.ts';
import { JOURNAL } from './records/journal.ts';
import { BOARD, ONBOARDED, SERVER_CHECK, SUSPENDED } from './records/rows.ts';
import { RUN } from './records/run.ts';
import type { Run, RunRequest } from './run.ts';
import { TenantBusyError, TenantSuspendedError, tooManyConflicts } from './store-errors.ts';
import type { SuspendedRow } from './suspension.ts';
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

export interface RunStoreOptions {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly records: SealedRecords;
  /** What is known from outside Redis: a run that is older was put back. */
  readonly heads?: Heads;
  /** Milliseconds since 1970. */
  readonly now: () => number;
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
 * Runs in Redis. Every change is one decision, committed by one script on the version it was decided on. What cannot be
 * read is set aside (`Quarantine`) and answered like what is not there.
 */
export class RunStore {
  readonly #redis: Redis;
  readonly #keys: RedisKeys;
  readonly #records: SealedRecords;
  readonly #heads: Heads | undefined;
  readonly #now: () => number;

  constructor({ redis, keys, records, heads, now }: RunStoreOptions) {
    this.#heads = heads;
    this.#redis = redis;
    this.#keys = keys;
    this.#records = records;
    this.#now = now;
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
      const number = await this.#redis.incr(this.#keys.counter(request.tenant.label));
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
    const notAfter = asked === undefined ? undefined : await inTimeOfRedis(this.#redis, asked, this.#now);
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

  /** The run; undefined when there is none, and when it cannot be read. */
  async get(id: string): Promise<Run | undefined> {
    const read = await this.read(id);
    return read?.ok ? read.value : undefined;
  }

  /** The run, or why it cannot be read; undefined when there is none. */
  async read(id: string): Promise<Read<Run> | undefined> {
    const [doc, version] = await this.#redis.hmget(this.#keys.run(id), 'doc', 'version');
    if (!doc) return undefined;
    const doubt = (run: Run) =>
      version === String(run.version) ? undefined : `it is version ${run.version}, and Redis says ${version}`;
    const read = await this.#records.open(RUN, `run ${id}`, doc, { doubt });
    const why = read.ok && this.#heads ? rolledBack(read.value, this.#heads) : undefined;
    if (why === undefined) return read;
    // Under a name of its own: to whoever does not know the audit log the run looks as good as any.
    await this.#records.setAside({ where: `rolled-back ${id}`, why, text: '' });
    return { ok: false, why };
  }

  /** What happened to a run, oldest first; lines that cannot be read are missing. */
  async journal(id: string): Promise<JournalEntry[]> {
    const lines = await this.#redis.lrange(this.#keys.journal(id), 0, -1);
    const context = `journal ${id}`;
    const read = await Promise.all(
      lines.map((line, index) => this.#records.open(JOURNAL, context, line, { where: `${context} line ${index + 1}` })),
    );
    return read.flatMap((each) => (each.ok ? [each.value] : []));
  }

  /** Id of the run that a command began, or met. */
  async begunBy(command: string): Promise<string | undefined> {
    return (await this.#redis.get(this.#keys.begun(command))) ?? undefined;
  }

  /** Id of the tenant's open onboarding. */
  async openRun(tenantId: string): Promise<string | undefined> {
    return (await this.#redis.get(this.#keys.open(tenantId))) ?? undefined;
  }

  /**
   * Ids of runs that are not over, the oldest first.
   * @param most at most so many
   */
  async openIds(most: number): Promise<{ ids: string[]; more: number }> {
    const all = await this.#redis.zrange(this.#keys.underWay, '0', '-1');
    // The list also holds the mark that it is complete, which is no id.
    const ids = all.filter((id) => /-\d+$/.test(id));
    return { ids: ids.slice(0, most), more: Math.max(ids.length - most, 0) };
  }

  async board(): Promise<BoardRow[]> {
    return [...(await this.#records.openAll(BOARD, 'board', this.#keys.board)).values()];
  }

  async onboarded(): Promise<OnboardedRow[]> {
    return [...(await this.#records.openAll(ONBOARDED, 'onboarded', this.#keys.onboarded)).values()];
  }

  /** The tenants that are suspended, by their ids. */
  async suspended(): Promise<Map<string, SuspendedRow>> {
    return this.#records.openAll(SUSPENDED, 'suspended', this.#keys.suspended);
  }

  /** What the last check of each MID server found, by its name. */
  async serverChecks(): Promise<Map<string, ServerCheck>> {
    return this.#records.openAll(SERVER_CHECK, 'server', this.#keys.servers);
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
    const commit = commitOf({ before, decision, shown, now: this.#now(), leaseMs }, this.#records.seal);
    const [answer, other] = await writeCommit(this.#redis, this.#keys, { ...commit, notAfter, command });
    if (answer === 'taken') throw new TenantBusyError(other);
    if (answer === 'suspended') throw new TenantSuspendedError(run.request.tenant.label);
    return { answer, other, commit };
  }

  async #boardRow(tenant: string): Promise<BoardRow | undefined> {
    const row = await this.#redis.hget(this.#keys.board, tenant);
    const read = row ? await this.#records.open(BOARD, `board ${tenant}`, row) : undefined;
    return read?.ok ? read.value : undefined;
  }
}
