import type { Redis } from 'ioredis';
import { z } from 'zod';
import { Instant, Name } from '../contracts/ids.ts';
import { PublicJwk } from '../contracts/keys.ts';
import { type SigningJwk, signStatement, verifyStatement } from '../contracts/signing.ts';
import { Heartbeat } from '../process/heartbeat.ts';
import type { Keys } from '../process/keys.ts';
import type { Logger } from '../process/logger.ts';
import { parseJson } from '../process/record.ts';

const TYPE = 'exo-runner+jwt';

/** A runner that a person accepted: its keys are believed from then on. */
export const RunnerRecord = z.object({
  id: Name,
  server: Name,
  signKey: PublicJwk,
  sealKey: PublicJwk,
  acceptedBy: z.string(),
  acceptedAt: Instant,
});
export type RunnerRecord = z.infer<typeof RunnerRecord>;

/**
 * The accepted runners. Each record in Redis is signed by the orchestrator's key: whoever can write to Redis still
 * cannot slip in a key of their own.
 */
export class RunnerRegistry {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #key: PublicJwk;
  readonly #logger: Logger;

  constructor(redis: Redis, keys: Keys, orchestratorKey: PublicJwk, logger: Logger) {
    this.#redis = redis;
    this.#keys = keys;
    this.#key = orchestratorKey;
    this.#logger = logger;
  }

  /** All accepted runners by id; a record with a wrong signature is left out and reported. */
  async all(): Promise<Map<string, RunnerRecord>> {
    const records = new Map<string, RunnerRecord>();
    for (const [id, jws] of Object.entries(await this.#redis.hgetall(this.#keys.runners))) {
      const record = await this.#open(id, jws);
      if (record) records.set(id, record);
    }
    return records;
  }

  async get(id: string): Promise<RunnerRecord | undefined> {
    const jws = await this.#redis.hget(this.#keys.runners, id);
    return jws ? this.#open(id, jws) : undefined;
  }

  async accept(record: RunnerRecord, key: SigningJwk): Promise<void> {
    await this.#redis.hset(this.#keys.runners, record.id, await signStatement(record, TYPE, key));
  }

  async remove(id: string): Promise<boolean> {
    return (await this.#redis.hdel(this.#keys.runners, id)) === 1;
  }

  /** Last heartbeat of each runner; a runner that was never there is missing. */
  async heartbeats(ids: readonly string[]): Promise<Map<string, Heartbeat>> {
    if (ids.length === 0) return new Map();
    const values = await this.#redis.mget(ids.map((id) => this.#keys.heartbeat(id)));
    const beats = new Map<string, Heartbeat>();
    for (const [index, id] of ids.entries()) {
      const value = values[index];
      const beat = value ? Heartbeat.safeParse(parseJson(value)) : undefined;
      if (beat?.success) beats.set(id, beat.data);
    }
    return beats;
  }

  async #open(id: string, jws: string): Promise<RunnerRecord | undefined> {
    try {
      const record = RunnerRecord.parse(await verifyStatement(jws, TYPE, this.#key));
      if (record.id === id) return record;
    } catch (error) {
      this.#logger.error({ runner: id, err: error }, 'runner record was not signed by the orchestrator, ignored');
    }
    return undefined;
  }
}
