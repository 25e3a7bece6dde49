import type { Redis } from 'ioredis';
import { fingerprint } from '../../contracts/fleet/enrolment.ts';
import { type RunnerRecord, signRunnerRecord, verifyRunnerRecord } from '../../contracts/fleet/runner-record.ts';
import type { PublicJwk } from '../../contracts/trust/keys.ts';
import { type SigningJwk, signerOf } from '../../contracts/trust/signing.ts';
import { messageOf } from '../../process/errors.ts';
import { Heartbeat } from '../../process/heartbeat.ts';
import type { Logger } from '../../process/log/logger.ts';
import type { Quarantine } from '../../process/records/quarantine.ts';
import { parseJson } from '../../process/records/record.ts';
import { readShort } from '../../process/redis/read-short.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';

/** What else must hold before a record is believed. */
export interface RegistryRules {
  /** The fingerprint that the configuration asks of a runner. */
  readonly pin?: (runner: string) => string | undefined;
  /** Newest generation that is known from elsewhere: an older record was put back. */
  readonly newestGeneration?: (runner: string) => number | undefined;
  /** Where it is noted that a record is not believed. */
  readonly quarantine?: Quarantine;
}

/** Records that are kept in mind; a deployment has some hundred. */
const MOST_CHECKED = 5000;
/** Bytes of a sign of life: some words. */
const MOST_HEARTBEAT = 4096;

/** A record with the statement that proves it to others. */
export interface AcceptedRunner extends RunnerRecord {
  readonly statement: string;
}

/**
 * The accepted runners. Each record in Redis is signed by the orchestrator's key, which the jobs process alone holds:
 * whoever can write to Redis, the bot included, still cannot slip in a key of their own.
 */
export class RunnerRegistry {
  readonly #redis: Redis;
  readonly #keys: RedisKeys;
  readonly #orchestratorKeys: readonly PublicJwk[];
  readonly #logger: Logger;
  readonly #rules: RegistryRules;
  /** Records whose signature was checked, by the text that was signed: each is checked once. */
  readonly #checked = new Map<string, RunnerRecord>();

  constructor(
    redis: Redis,
    keys: RedisKeys,
    orchestratorKeys: readonly PublicJwk[],
    logger: Logger,
    rules: RegistryRules = {},
  ) {
    this.#redis = redis;
    this.#keys = keys;
    this.#orchestratorKeys = orchestratorKeys;
    this.#logger = logger;
    this.#rules = rules;
  }

  /** All accepted runners by id; a record that is not believed is left out and reported. */
  async all(): Promise<Map<string, AcceptedRunner>> {
    const records = new Map<string, AcceptedRunner>();
    for (const [id, jws] of Object.entries(await this.#redis.hgetall(this.#keys.runners))) {
      const record = await this.#open(id, jws);
      if (record && !record.removed) records.set(id, record);
    }
    return records;
  }

  /** Those of the named runners that are accepted. */
  async some(ids: readonly string[]): Promise<Map<string, AcceptedRunner>> {
    const records = new Map<string, AcceptedRunner>();
    const texts = ids.length > 0 ? await this.#redis.hmget(this.#keys.runners, ...ids) : [];
    for (const [index, id] of ids.entries()) {
      const jws = texts[index];
      const record = jws ? await this.#open(id, jws) : undefined;
      if (record && !record.removed) records.set(id, record);
    }
    return records;
  }

  async get(id: string): Promise<AcceptedRunner | undefined> {
    const jws = await this.#redis.hget(this.#keys.runners, id);
    const record = jws ? await this.#open(id, jws) : undefined;
    return record?.removed ? undefined : record;
  }

  /** Generation of the newest record that is known, tombstones included; 0 when there is none. */
  async generation(id: string): Promise<number> {
    return Math.max((await this.latest(id))?.generation ?? 0, this.#rules.newestGeneration?.(id) ?? 0);
  }

  /** What the orchestrator said last of this runner, as far as Redis knows: also that it was removed. */
  async latest(id: string): Promise<RunnerRecord | undefined> {
    const jws = await this.#redis.hget(this.#keys.runners, id);
    // A record that cannot be believed is reported where runners are read for work; here it counts as none.
    return jws ? this.#verified(id, jws).catch(() => undefined) : undefined;
  }

  async write(record: RunnerRecord, orchestratorKey: SigningJwk): Promise<void> {
    await this.#redis.hset(this.#keys.runners, record.id, await signRunnerRecord(record, orchestratorKey));
  }

  /** Last heartbeat of each runner; a runner that was never there is missing. */
  async heartbeats(ids: readonly string[]): Promise<Map<string, Heartbeat>> {
    if (ids.length === 0) return new Map();
    const read = (id: string) => readShort(this.#redis, this.#keys.heartbeat(id), MOST_HEARTBEAT);
    const values = await Promise.all(ids.map(read));
    const beats = new Map<string, Heartbeat>();
    for (const [index, id] of ids.entries()) {
      const value = values[index];
      const beat = value ? Heartbeat.safeParse(parseJson(value)) : undefined;
      if (beat?.success) beats.set(id, beat.data);
    }
    return beats;
  }

  async #open(id: string, jws: string): Promise<AcceptedRunner | undefined> {
    let why: string | undefined;
    try {
      const record = await this.#verified(id, jws);
      why = this.#unfit(record);
      if (!why) {
        await this.#rules.quarantine?.forget(`runner ${id}`);
        return { ...record, statement: jws };
      }
    } catch (error) {
      why = `it is not from the orchestrator: ${messageOf(error)}`;
    }
    if (this.#rules.quarantine) await this.#rules.quarantine.note({ where: `runner ${id}`, why, text: jws });
    else this.#logger.error({ runner: id, why }, 'runner record is not believed');
    return undefined;
  }

  /** Each text is verified once, for as long as its key is believed. */
  async #verified(id: string, jws: string): Promise<RunnerRecord> {
    const signer = signerOf(jws);
    const isBelieved = this.#orchestratorKeys.some(({ kid }) => kid === signer);
    const known = isBelieved ? this.#checked.get(jws) : undefined;
    const record = known ?? (await verifyRunnerRecord(jws, this.#orchestratorKeys));
    if (!known && this.#checked.size >= MOST_CHECKED) this.#checked.clear();
    this.#checked.set(jws, record);
    if (record.id !== id) throw new Error(`it is the record of ${record.id}`);
    return record;
  }

  #unfit(record: RunnerRecord): string | undefined {
    const { pin, newestGeneration } = this.#rules;
    const newest = newestGeneration?.(record.id);
    if (newest !== undefined && record.generation < newest) return `generation ${newest} is known`;
    const pinned = record.removed ? undefined : pin?.(record.id);
    return pinned !== undefined && pinned !== fingerprint(record) ? 'its keys are not the pinned ones' : undefined;
  }
}
