import { createHash } from 'node:crypto';
import { type Logger, pino } from 'pino';
import { hashSubject, type Subject } from '../../../src/contracts/approval/approval.ts';
import type { JobRef } from '../../../src/contracts/steps/index.ts';
import type { ExoConfig } from '../../../src/process/config/exo-config.ts';
import { createRedisKeys, type RedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { makeConfig } from '../../support/bot-config.ts';
import { SAM } from '../../support/run-request.ts';
import { Commits } from '../checks/commits.ts';
import { checkExecution } from '../checks/executions.ts';
import { JobEvents } from '../checks/job-events.ts';
import { Estate } from '../estate/estate.ts';
import { ModelRedis } from '../redis/connection.ts';
import { type Counts, chooseFault, noFaults, type Rates } from '../redis/faults.ts';
import { Network } from '../redis/network.ts';
import { RedisServer } from '../redis/server.ts';
import { createRandom, type Random } from '../time/random.ts';
import { type Host, Scheduler } from '../time/scheduler.ts';
import type { Counter } from './bot-process.ts';
import { createLedger, type Execution, type Ledger } from './ledger.ts';
import { ModelChat } from './model-chat.ts';
import { sealKeyOf, signingKeyOf } from './role-keys.ts';

/** Starts a process's parts in it; what it rejects with ends the process, as it would a real one. */
export type Start = (host: Host) => Promise<void>;

/** What is asked for: onboardings alone, or whatever happens to a tenant until it leaves. */
export type Story = 'onboarding' | 'lifecycle';

/** An admin who may suspend, and rotations whose waits of days take a minute. */
const LIFECYCLE = {
  roles: { ...makeConfig().roles, admin: [{ person: SAM.id, name: SAM.name }] },
  rotation: { automatic: false, unusedForDays: 30 / 86_400, watchForHours: 30 / 3600, eraseAfterDays: 60 / 86_400 },
};

const BEGIN = Date.parse('2026-11-24T14:31:00.000Z');

/** One world: virtual time, a model of Redis, processes that fail, and what really happened. */
export class World {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly server: RedisServer;
  readonly network: Network;
  readonly keys: RedisKeys = createRedisKeys('sim');
  readonly roleKeys = {
    orchestrator: signingKeyOf('orchestrator'),
    bot: signingKeyOf('bot'),
    seal: sealKeyOf('seal'),
  };
  readonly ledger: Ledger = createLedger();
  readonly faults: Counts = noFaults();
  readonly logger: Logger;
  readonly commits: Commits = new Commits(this);
  readonly jobs: JobEvents = new JobEvents(this);
  readonly config: ExoConfig;
  /** What is really there of each customer, where that is of interest. */
  readonly estate: Estate | undefined;
  readonly chat: ModelChat = new ModelChat(this);
  /** Hash of what each round of each run's approval was about. */
  readonly subjects = new Map<string, string>();
  /** The bot processes that are ready. */
  readonly counters = new Map<Host, Counter>();
  /** Without faults until somebody sets them. */
  rates: Rates = {};
  /** How often a step fails, from 0 to 1. */
  trouble = 0;
  deaths = 0;
  readonly lines: string[] = [];
  readonly #chance: Random;
  readonly #used = new Set<string>();
  readonly #starts = new Map<Host, { readonly role: string; readonly start: Start }>();

  constructor(seed: string, isBusy: () => boolean, log?: (line: string) => void, story: Story = 'onboarding') {
    this.config = makeConfig(story === 'lifecycle' ? LIFECYCLE : {});
    this.estate = story === 'lifecycle' ? new Estate(this) : undefined;
    this.random = createRandom(seed);
    this.scheduler = new Scheduler(BEGIN, isBusy);
    this.server = new RedisServer(this.now, {
      written: (key) => this.commits.look(key),
      event: (args) => this.jobs.note(args),
    });
    this.#chance = this.random.fork('network');
    this.network = new Network({
      scheduler: this.scheduler,
      server: this.server,
      random: this.#chance,
      faultOf: () => this.#fault(),
      kill: (host) => this.kill(host),
      trace: (line) => this.trace(line),
      broken: (error) => {
        throw error;
      },
    });
    this.logger = log ? pino({ level: 'debug', base: null }, { write: log }) : pino({ level: 'silent' });
  }

  readonly now = (): number => Math.floor(this.scheduler.now);

  redis(host: Host): ModelRedis {
    return new ModelRedis(this.network, host);
  }

  /** Starts a process; whenever it dies, another one follows. */
  run(role: string, start: Start): void {
    const host: Host = { name: role, alive: true, asleepUntil: 0 };
    this.#starts.set(host, { role, start });
    this.scheduler.schedule(0, host, () => {
      start(host).catch((error: unknown) => {
        this.trace(`${role} did not start: ${error instanceof Error ? error.message : String(error)}`);
        this.kill(host);
      });
    });
  }

  kill(host: Host): void {
    const started = this.#starts.get(host);
    if (!host.alive || !started) return;
    host.alive = false;
    this.deaths += 1;
    this.#starts.delete(host);
    this.counters.delete(host);
    this.trace(`${host.name} died`);
    this.scheduler.schedule(200 + 15_000 * this.random.next() ** 2, undefined, () =>
      this.run(started.role, started.start),
    );
  }

  hosts(role: string): Host[] {
    return [...this.#starts.keys()].filter(({ name }) => name.startsWith(role));
  }

  trace(line: string): void {
    this.lines.push(`${this.scheduler.now.toFixed(3)} ${line}`);
  }

  /** Tells two worlds apart. */
  hash(): string {
    return createHash('sha256').update(this.lines.join('\n')).digest('hex').slice(0, 16);
  }

  violate(what: string): void {
    this.trace(`VIOLATION ${what}`);
    this.ledger.violations.push(what);
  }

  /** The audit log's part: false for a job that used a privilege before. */
  usePrivilege(job: string): boolean {
    const isFirst = !this.#used.has(job);
    this.#used.add(job);
    return isFirst;
  }

  grant(run: string, kind: string, subject: Subject, asked: number): void {
    this.ledger.grants.push({ run, kind, subject: hashSubject(subject), asked, at: this.now() });
    this.trace(`${run} ${kind} given`);
  }

  executes(host: Host, queue: string, { run, step, attempt, id }: JobRef): Execution {
    const execution: Execution = { id, run, step, attempt, queue, host, at: this.now(), ended: undefined };
    this.ledger.executions.push(execution);
    checkExecution(this, execution);
    this.trace(`${host.name} executes ${id}`);
    return execution;
  }

  /** Something outside of Redis that a process asks for: it may fail before its effect, and after it. */
  io<T>(host: Host, name: string, effect: () => T): Promise<T> {
    const { scheduler } = this;
    const fault = this.#fault();
    if (fault) this.trace(`${host.name} ${name} ${fault}`);
    const hang = () => 200 + 10_000 * this.#chance.next() ** 3;
    return new Promise((resolve, reject) => {
      const failed = () => reject(new Error(`${name} failed: ${fault}`));
      if (fault === 'refused' || fault === 'lost') return void scheduler.schedule(20, host, failed);
      if (fault === 'death-before') return this.kill(host);
      scheduler.schedule(fault === 'late' ? hang() : 5 + 40 * this.#chance.next(), undefined, () => {
        const value = effect();
        if (fault === 'death-after') return this.kill(host);
        if (fault === 'sleep') host.asleepUntil = Math.max(host.asleepUntil, scheduler.now + hang());
        const isLost = fault === 'answer-lost' || fault === 'sent-twice';
        scheduler.schedule(fault === 'answer-late' ? hang() : 5, host, () => (isLost ? failed() : resolve(value)));
      });
    });
  }

  #fault() {
    const fault = chooseFault(this.#chance, this.rates);
    if (fault) this.faults[fault] += 1;
    return fault;
  }
}
