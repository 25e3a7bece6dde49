import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import {
  EnrolmentRequest,
  type EnrolmentToken,
  fingerprint,
  holdsToken,
  MOST_ENROLMENT,
  TOKEN_LIFE_MS,
  tokenSecret,
} from '../../contracts/fleet/enrolment.ts';
import type { Capability } from '../../contracts/steps/index.ts';
import type { PublicJwk, Ring } from '../../contracts/trust/keys.ts';
import type { SigningJwk } from '../../contracts/trust/signing.ts';
import { parseJson, type RecordKind, type Stored } from '../../process/records/record.ts';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import { inTimeOfRedis, writeInTime } from '../../process/redis/in-time.ts';
import { readShort } from '../../process/redis/read-short.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import type { Person } from '../run.ts';

const GivenToken = z.strictObject({
  server: z.string(),
  nonce: z.string(),
  addedBy: z.strictObject({ id: z.string(), name: z.string() }),
  expiresAt: z.number(),
  /** The request to accept it that is on its way to the orchestrator. */
  asked: z.string().exactOptional(),
});
type GivenToken = Stored<typeof GivenToken>;

const GIVEN_TOKEN: RecordKind<GivenToken> = { v: 1, schema: GivenToken, upgrades: [] };

/** A runner that made its keys with a token and waits for somebody to compare the fingerprint. */
export interface PendingRunner {
  readonly id: string;
  readonly server: string;
  readonly host: string;
  readonly fingerprint: string;
  readonly addedBy: Person;
  readonly signKey: PublicJwk;
  readonly sealKey: PublicJwk;
  /** `jti` of the request to accept it, once somebody asked for it. */
  readonly asked?: string;
}

/** The bot's keys; whose public part goes into the tokens. */
export interface EnrolmentKeys {
  readonly bot: Ring<SigningJwk>;
  readonly orchestrator: readonly [PublicJwk, ...PublicJwk[]];
}

/** Runners on their way in: a token from an admin, keys from the MID server. Acceptance is the orchestrator's. */
export class Enrolments {
  readonly #redis: Redis;
  readonly #keys: RedisKeys;
  readonly #own: EnrolmentKeys;
  readonly #records: SealedRecords;
  readonly #now: () => number;

  constructor(redis: Redis, keys: RedisKeys, own: EnrolmentKeys, records: SealedRecords, now: () => number) {
    this.#redis = redis;
    this.#keys = keys;
    this.#own = own;
    this.#records = records;
    this.#now = now;
  }

  /** A token for one runner; one given before for the same runner ends with it. */
  async giveToken(
    runner: { id: string; server: string; capabilities: Capability[] },
    namespace: string,
    addedBy: Person,
  ): Promise<EnrolmentToken> {
    const nonce = randomBytes(16).toString('base64url');
    await this.#save(runner.id, {
      server: runner.server,
      nonce,
      addedBy: { id: addedBy.id, name: addedBy.name },
      expiresAt: this.#now() + TOKEN_LIFE_MS,
    });
    return {
      v: 1,
      ...runner,
      namespace,
      orchestratorKey: this.#own.orchestrator[0],
      secret: tokenSecret(this.#own.bot[0], runner.id, nonce),
    };
  }

  async pending(): Promise<PendingRunner[]> {
    const found: PendingRunner[] = [];
    for (const id of await this.#redis.hkeys(this.#keys.enrolling)) {
      const pending = await this.get(id);
      if (pending) found.push(pending);
    }
    return found;
  }

  /** A runner whose keys were made in time by whoever holds the token. */
  async get(id: string): Promise<PendingRunner | undefined> {
    const [given, value] = await Promise.all([
      this.#given(id),
      readShort(this.#redis, this.#keys.enrolment(id), MOST_ENROLMENT),
    ]);
    if (!given || !value) return undefined;
    const request = EnrolmentRequest.safeParse(parseJson(value));
    if (!request.success || given.expiresAt < this.#now()) return undefined;
    const { data } = request;
    if (data.id !== id || data.server !== given.server) return undefined;
    // A token that was given before the bot's key changed is as good.
    if (!this.#own.bot.some((key) => holdsToken(tokenSecret(key, id, given.nonce), data))) return undefined;
    const { server, host, signKey, sealKey } = data;
    const { addedBy, asked } = given;
    return { id, server, host, signKey, sealKey, fingerprint: fingerprint(data), addedBy, ...(asked ? { asked } : {}) };
  }

  /** Remembers that somebody asked the orchestrator to accept this runner. */
  async markAsked(id: string, request: string): Promise<void> {
    const given = await this.#given(id);
    if (given) await this.#save(id, { ...given, asked: request });
  }

  /** Ends an enrolment. The runner's keys stay where it put them; without the token's record nobody believes them. */
  async forget(id: string): Promise<void> {
    await this.#redis.hdel(this.#keys.enrolling, id);
  }

  /** As `forget`, unless Redis comes to it after `notAfter`. @returns whether it was in time */
  async forgetInTime(id: string, notAfter: number): Promise<boolean> {
    const limit = await inTimeOfRedis(this.#redis, notAfter, this.#now);
    return writeInTime(this.#redis, limit, 'HDEL', this.#keys.enrolling, id);
  }

  async #given(id: string): Promise<GivenToken | undefined> {
    const line = await this.#redis.hget(this.#keys.enrolling, id);
    const read = line === null ? undefined : await this.#records.open(GIVEN_TOKEN, `token ${id}`, line);
    return read?.ok ? read.value : undefined;
  }

  async #save(id: string, given: GivenToken): Promise<void> {
    await this.#redis.hset(this.#keys.enrolling, id, this.#records.seal(GIVEN_TOKEN, `token ${id}`, given));
  }
}
