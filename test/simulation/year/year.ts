import { pino } from 'pino';
import { createDueLook } from '../../../src/jobs/due/look-at-due.ts';
import { createRenewals } from '../../../src/jobs/renewals/begin-due.ts';
import { readRecord } from '../../../src/process/records/record.ts';
import { createRedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { REMINDER } from '../../../src/runs/draft.ts';
import { createDueList } from '../../../src/runs/due/due-list.ts';
import type { Notice, RunEvent } from '../../../src/runs/events.ts';
import { NOTICE } from '../../../src/runs/records/notice.ts';
import { SWITCH } from '../../../src/runs/rotation/switch.ts';
import { findStep, type Run } from '../../../src/runs/run.ts';
import type { RunStore } from '../../../src/runs/store/store.ts';
import { makeConfig } from '../../support/bot-config.ts';
import { JON, MIA, makeRequest } from '../../support/run-request.ts';
import { makeStore } from '../../support/store.ts';
import { promptRedis } from '../redis/prompt-network.ts';
import { sealKeyOf } from '../world/role-keys.ts';
import { answer, type Tenant, works } from './tenant.ts';

const DAY = 86_400_000;

export interface Begun {
  readonly tenant: Tenant;
  readonly run: string;
  readonly at: number;
  /** When the certificate ends that is replaced. */
  readonly endsAt: number;
}

/** What was said of a run, and when. */
export interface Said {
  readonly run: string;
  readonly at: number;
  readonly notice: Notice;
}

/**
 * Tenants over the years in virtual time: the product's own rules, store, due-list and renewals over the model of Redis. Its
 * workers and people are played: a step is done at once, Jon approves within two hours, and whoever answers enters a new
 * value within two days.
 */
export class Year {
  now: number;
  readonly tenants: readonly Tenant[];
  readonly begun: Begun[] = [];
  readonly wrong: string[] = [];
  readonly #model = promptRedis(() => this.now);
  readonly #keys = createRedisKeys('year');
  readonly #config = makeConfig();
  readonly #store = makeStore(this.#model.redis, this.#keys, sealKeyOf('seal'), { now: () => this.now }).store;
  readonly #due = createDueList(this.#model.redis, this.#keys);
  readonly #look = this.#lookAtDue();
  readonly #agenda: { readonly at: number; readonly act: () => Promise<void> }[] = [];
  readonly #byRun = new Map<string, Tenant>();
  readonly #awaited = new Set<string>();

  /** @param onboardedAt when each tenant is onboarded */
  constructor(tenants: readonly Tenant[], onboardedAt: (index: number) => number) {
    this.tenants = tenants;
    this.now = onboardedAt(0);
    for (const [index, tenant] of tenants.entries()) this.#at(onboardedAt(index), () => this.#onboard(tenant));
    this.#at(this.now, () => this.#lookEachDay());
  }

  /** Lives until a moment. @returns everything that was said */
  async live(until: number): Promise<Said[]> {
    return this.#model.run(async () => {
      for (;;) {
        const next = this.#agenda.reduce((one, other) => (other.at < one.at ? other : one));
        if (next.at > until) return this.#said();
        this.#agenda.splice(this.#agenda.indexOf(next), 1);
        this.now = Math.max(this.now, next.at);
        await next.act();
        for (const tenant of this.tenants) this.#check(tenant);
      }
    });
  }

  #at(at: number, act: () => Promise<void>): void {
    this.#agenda.push({ at, act });
  }

  /** Only whoever never answers comes to the end of a certificate, and no key goes that is in use. */
  #check(tenant: Tenant): void {
    const { inUse, attached, held, label, answers } = tenant;
    if (inUse === undefined || works(tenant, this.now)) return;
    const isThere = attached.has(inUse) && [...held.values()].every((keys) => keys.has(inUse));
    if (!answers && isThere) return;
    this.wrong.push(`${label} has no working key at ${new Date(this.now).toISOString()}`);
    tenant.inUse = undefined;
  }

  async #onboard(tenant: Tenant): Promise<void> {
    const { id, label } = tenant;
    const run = await this.#store.create(
      makeRequest({ tenant: { id, label, domain: `${label}.onmicrosoft.com`, cloud: 'global' } }),
    );
    this.#byRun.set(run.id, tenant);
    await this.#work(run.id);
  }

  #lookAtDue() {
    const [now, logger] = [() => this.now, pino({ level: 'silent' })];
    const create: RunStore['create'] = async (request, command) => {
      const run = await this.#store.create(request, command);
      const tenant = this.tenants.find(({ id }) => id === request.tenant.id);
      if (!tenant || this.#byRun.has(run.id)) return run;
      this.#byRun.set(run.id, tenant);
      this.begun.push({ tenant, run: run.id, at: this.now, endsAt: request.rotation?.endsAt ?? 0 });
      this.#at(this.now, () => this.#work(run.id));
      return run;
    };
    const store = { create, get: (id: string) => this.#store.get(id) };
    const renewal = createRenewals({ store, due: this.#due, config: this.#config, logger, now });
    return createDueLook({ store: this.#store, due: this.#due, works: { renewal }, now });
  }

  async #lookEachDay(): Promise<void> {
    await this.#look();
    const [, first] = await this.#model.redis.zrange(this.#keys.due, '0', '0', 'WITHSCORES');
    const next = first === undefined ? Number.POSITIVE_INFINITY : Math.max(Number(first), this.now + 1);
    this.#at(Math.min(next, this.now + 2 * DAY), () => this.#lookEachDay());
  }

  /** Has everything done that can be done now, and waits for what cannot. */
  async #work(id: string): Promise<void> {
    const tenant = this.#byRun.get(id);
    let run = await this.#store.get(id);
    while (tenant && run) {
      const from = run;
      const due = from.steps.filter(
        ({ queue, state, retryAt = 0 }) =>
          queue !== null && (state === 'queued' || (state === 'delayed' && retryAt <= this.now)),
      );
      if (due.length === 0) break;
      const events = due.map((step): RunEvent => {
        if (step.name === 'erase-certificate') this.#mayErase(tenant, from);
        const outcome = answer(tenant, from, step, this.now);
        return { type: 'step-finished', step: step.id, attempt: step.attempt, outcome };
      });
      run = (await this.#store.applyAll(id, events, { from }))?.run;
    }
    if (tenant && run) this.#wait(tenant, run);
  }

  #wait(tenant: Tenant, run: Run): void {
    if (run.state === 'finished') tenant.inUse ??= thumbprintOf(run);
    if (run.state === 'needs-person') this.wrong.push(`${run.id} needs somebody`);
    const { gate } = run;
    if (gate?.state === 'open') {
      const { round, planHash } = gate;
      const more = { round, planHash, statement: 'signed by the bot', idToken: null };
      this.#later(run, this.now + DAY / 12, { type: 'approval-decided', decision: 'approve', by: JON, ...more });
    }
    const [again] = run.steps.flatMap(({ state, retryAt }) => (state === 'delayed' && retryAt ? [retryAt] : []));
    if (again !== undefined) this.#once(`${run.id} again ${again}`, again, () => this.#work(run.id));
    if (run.remindAt !== undefined) this.#later(run, run.remindAt, { type: 'deadline-passed', name: REMINDER });
    if (tenant.answers && findStep(run, SWITCH)?.state === 'running') {
      const days = 0.5 + (Number.parseInt(tenant.id.slice(-4), 16) % 4) / 2.7;
      this.#later(run, this.now + days * DAY, { type: 'switch-confirmed', by: MIA });
    }
  }

  #once(name: string, at: number, act: () => Promise<void>): void {
    if (this.#awaited.has(name)) return;
    this.#awaited.add(name);
    this.#at(at, act);
  }

  #later(run: Run, at: number, event: RunEvent): void {
    const name = `${run.id} ${event.type} ${event.type === 'deadline-passed' ? at : ''}`;
    this.#once(name, at, async () => {
      const tenant = this.#byRun.get(run.id);
      if (event.type === 'switch-confirmed' && tenant) tenant.inUse = thumbprintOf(run);
      const applied = await this.#store.apply(run.id, event);
      if (applied?.refusal && event.type !== 'deadline-passed')
        this.wrong.push(`${run.id}: ${event.type} is refused: ${applied.refusal}`);
      await this.#work(run.id);
    });
  }

  /** No old key goes before the new one is proved on every server and in use. */
  #mayErase(tenant: Tenant, run: Run): void {
    const fresh = thumbprintOf(run);
    const isProved = [...tenant.held.keys()].every((server) => tenant.proved.has(`${server} ${fresh}`));
    if (!isProved || tenant.inUse !== fresh) this.wrong.push(`${run.id} erases a key before the new one is proved`);
  }

  async #said(): Promise<Said[]> {
    const list = await this.#model.redis.zrange(this.#keys.notices, '0', '-1', 'WITHSCORES');
    return list.flatMap((member, index) => {
      const read = index % 2 === 0 ? readRecord(NOTICE, member) : undefined;
      return read?.ok ? [{ run: read.value.run, notice: read.value.notice, at: Number(list[index + 1]) }] : [];
    });
  }
}

function thumbprintOf(run: Run): string {
  const output = findStep(run, 'create-certificate')?.output;
  return typeof output === 'object' && output !== null && 'thumbprint' in output ? String(output.thumbprint) : '';
}
