import type { Redis } from 'ioredis';
import { CodedError } from '../process/errors.ts';
import type { Keys } from '../process/keys.ts';
import type { RecordSeal } from '../process/record-seal.ts';
import { type BoardRow, boardRow, type OnboardedRow, onboardedRow } from './board.ts';
import { COMMIT_SCRIPT } from './commit-script.ts';
import { type Decision, decide } from './decide.ts';
import type { JournalEntry, Notice, Refusal, RunEvent } from './events.ts';
import { planFor } from './plans/index.ts';
import { findStep, isFinal, type Run, type RunRequest } from './run.ts';
import { type ServerCheck, serverChecks } from './server-check.ts';
import { formatTask } from './task.ts';

/** A notice as it waits to be posted; `id` is the same however often it is read. */
export interface PendingNotice {
  readonly id: string;
  readonly run: string;
  readonly notice: Notice;
}

export interface Applied {
  readonly run: Run;
  readonly refusal?: Refusal;
}

/** The tenant has an open onboarding already. */
export class TenantBusyError extends CodedError {
  readonly run: string;

  constructor(run: string) {
    super('tenant-busy', `${run} is already working on this tenant.`, `Follow ${run}, or cancel it first.`);
    this.name = 'TenantBusyError';
    this.run = run;
  }
}

/** Runs in Redis. Every change is one decision, committed by one script on the version it was decided on. */
export class RunStore {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #seal: RecordSeal;
  readonly #now: () => number;

  /** @param now milliseconds since 1970 */
  constructor(redis: Redis, keys: Keys, seal: RecordSeal, now: () => number) {
    this.#redis = redis;
    this.#keys = keys;
    this.#seal = seal;
    this.#now = now;
  }

  /**
   * Creates a run and releases its first steps.
   * @throws TenantBusyError when another onboarding of the tenant is open
   */
  async create(request: RunRequest): Promise<Run> {
    for (;;) {
      const number = await this.#redis.incr(this.#keys.counter(request.tenant.label));
      const empty: Run = {
        id: request.kind === 'plan' ? `${request.tenant.label}-plan-${number}` : `${request.tenant.label}-${number}`,
        version: 0,
        request,
        state: 'working',
        createdAt: this.#now(),
        steps: planFor(request.kind).steps(request),
        gate: null,
      };
      const decision = decide(empty, { type: 'begun' }, this.#now());
      // Labels such as "a" and "a-plan" may come to the same id: then the next number.
      if (await this.#commit(empty, decision)) return decision.run;
    }
  }

  /**
   * Applies an event: reads, decides, commits; reads again when somebody else was faster.
   * @returns the run afterwards, with `refusal` when the rules did not accept the event; undefined for an unknown run
   */
  async apply(id: string, event: RunEvent): Promise<Applied | undefined> {
    for (;;) {
      const run = await this.get(id);
      if (!run) return undefined;
      const decision = decide(run, event, this.#now());
      if (decision.refusal) return { run, refusal: decision.refusal };
      if (decision.run === run) return { run };
      if (await this.#commit(run, decision)) return { run: decision.run };
    }
  }

  async get(id: string): Promise<Run | undefined> {
    const doc = await this.#redis.hget(this.#keys.run(id), 'doc');
    return doc ? (JSON.parse(this.#seal.open(`run ${id}`, doc)) as Run) : undefined;
  }

  async journal(id: string): Promise<JournalEntry[]> {
    const lines = await this.#redis.lrange(this.#keys.journal(id), 0, -1);
    return lines.map((line) => JSON.parse(this.#seal.open(`journal ${id}`, line)) as JournalEntry);
  }

  /** Id of the tenant's open onboarding. */
  async openRun(tenantId: string): Promise<string | undefined> {
    return (await this.#redis.get(this.#keys.open(tenantId))) ?? undefined;
  }

  async board(): Promise<BoardRow[]> {
    const rows = Object.entries(await this.#redis.hgetall(this.#keys.board));
    return rows.map(([tenant, row]) => JSON.parse(this.#seal.open(`board ${tenant}`, row)) as BoardRow);
  }

  async onboarded(): Promise<OnboardedRow[]> {
    const rows = Object.entries(await this.#redis.hgetall(this.#keys.onboarded));
    return rows.map(([tenant, row]) => JSON.parse(this.#seal.open(`onboarded ${tenant}`, row)) as OnboardedRow);
  }

  /** What the last check of each MID server found, by its name. */
  async serverChecks(): Promise<Map<string, ServerCheck>> {
    const rows = Object.entries(await this.#redis.hgetall(this.#keys.servers));
    return new Map(
      rows.map(([server, row]) => [server, JSON.parse(this.#seal.open(`server ${server}`, row)) as ServerCheck]),
    );
  }

  /** False when the run has changed since it was read: decide again. */
  async #commit(before: Run, decision: Decision): Promise<boolean> {
    const { run } = decision;
    const keys = this.#keys;
    const tenant = run.request.tenant.id;
    const onboard = run.request.kind === 'onboard';
    const board = onboard ? JSON.stringify(boardRow(run, await this.#boardRow(tenant), this.#now())) : undefined;
    const onboarded = onboardedRow(run, this.#now());
    const servers = serverChecks(before, run, this.#now()).map((check) => ({
      server: check.server,
      row: this.#seal.protect(`server ${check.server}`, JSON.stringify(check)),
    }));
    const commit = {
      expected: before.version,
      id: run.id,
      doc: this.#seal.protect(`run ${run.id}`, JSON.stringify(run)),
      now: this.#now(),
      exclusive: onboard,
      final: isFinal(run),
      tenant,
      servers,
      journal: decision.journal.map((entry) => this.#seal.protect(`journal ${run.id}`, JSON.stringify(entry))),
      ...lists(run, decision),
      ...(board ? { board: this.#seal.protect(`board ${tenant}`, board) } : {}),
      ...(onboarded ? { onboarded: this.#seal.protect(`onboarded ${tenant}`, JSON.stringify(onboarded)) } : {}),
    };
    const answer = (await this.#redis.eval(
      COMMIT_SCRIPT,
      10,
      keys.run(run.id),
      keys.journal(run.id),
      keys.outbox,
      keys.deadlines,
      keys.dirty,
      keys.notices,
      keys.board,
      keys.onboarded,
      keys.open(tenant),
      keys.servers,
      JSON.stringify(commit),
    )) as [string, string?];
    if (answer[0] === 'taken') throw new TenantBusyError(answer[1] ?? '');
    return answer[0] === 'ok';
  }

  async #boardRow(tenant: string): Promise<BoardRow | undefined> {
    const row = await this.#redis.hget(this.#keys.board, tenant);
    return row ? (JSON.parse(this.#seal.open(`board ${tenant}`, row)) as BoardRow) : undefined;
  }
}

function lists(run: Run, decision: Decision) {
  const outbox: string[] = [];
  const deadlines: { member: string; at?: number }[] = [];
  const notices: string[] = [];
  for (const [index, effect] of decision.effects.entries()) {
    if (effect.type === 'execute' || effect.type === 'withdraw') {
      const queue = findStep(run, effect.step)?.queue;
      if (queue)
        outbox.push(
          formatTask({ action: effect.type, queue, run: run.id, step: effect.step, attempt: effect.attempt }),
        );
    } else if (effect.type === 'set-deadline') {
      deadlines.push({ member: `${run.id} ${effect.name}`, at: effect.at });
    } else if (effect.type === 'clear-deadline') {
      deadlines.push({ member: `${run.id} ${effect.name}` });
    } else {
      const pending: PendingNotice = { id: `${run.id}.${run.version}.${index}`, run: run.id, notice: effect.notice };
      notices.push(JSON.stringify(pending));
    }
  }
  return { outbox, deadlines, notices };
}
