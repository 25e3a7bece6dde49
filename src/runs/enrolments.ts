import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import {
  EnrolmentRequest,
  type EnrolmentToken,
  fingerprint,
  holdsToken,
  TOKEN_LIFE_MS,
  tokenSecret,
} from '../contracts/enrolment.ts';
import { publicSigningKey, type SigningJwk } from '../contracts/signing.ts';
import type { Capability } from '../contracts/steps/index.ts';
import type { Keys } from '../process/keys.ts';
import { parseJson } from '../process/record.ts';
import type { RecordSeal } from '../process/record-seal.ts';
import type { Person } from './run.ts';
import type { RunnerRegistry } from './runner-registry.ts';

const GivenToken = z.object({
  server: z.string(),
  nonce: z.string(),
  addedBy: z.object({ id: z.string(), name: z.string() }),
  expiresAt: z.number(),
});

/** A runner that made its keys with a token and waits for somebody to compare the fingerprint. */
export interface PendingRunner {
  readonly id: string;
  readonly server: string;
  readonly host: string;
  readonly fingerprint: string;
  readonly addedBy: Person;
}

export type AcceptRefusal = 'not-pending' | 'changed' | 'own-token';

/** Runners on their way in: a token from an admin, keys from the MID server, acceptance by another person. */
export class Enrolments {
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #signingKey: SigningJwk;
  readonly #registry: RunnerRegistry;
  readonly #seal: RecordSeal;
  readonly #now: () => number;

  constructor(
    redis: Redis,
    keys: Keys,
    signingKey: SigningJwk,
    registry: RunnerRegistry,
    seal: RecordSeal,
    now: () => number,
  ) {
    this.#redis = redis;
    this.#keys = keys;
    this.#signingKey = signingKey;
    this.#registry = registry;
    this.#seal = seal;
    this.#now = now;
  }

  /** A token for one runner; one given before for the same runner ends with it. */
  async giveToken(
    runner: { id: string; server: string; capabilities: Capability[] },
    namespace: string,
    addedBy: Person,
  ): Promise<EnrolmentToken> {
    const nonce = randomBytes(16).toString('base64url');
    const given = {
      server: runner.server,
      nonce,
      addedBy: { id: addedBy.id, name: addedBy.name },
      expiresAt: this.#now() + TOKEN_LIFE_MS,
    };
    await this.#redis
      .multi()
      .hset(this.#keys.enrolling, runner.id, this.#seal.protect(`token ${runner.id}`, JSON.stringify(given)))
      .del(this.#keys.enrolment(runner.id))
      .exec();
    return {
      v: 1,
      ...runner,
      namespace,
      orchestratorKey: publicSigningKey(this.#signingKey),
      secret: tokenSecret(this.#signingKey, runner.id, nonce),
    };
  }

  async pending(): Promise<PendingRunner[]> {
    const found: PendingRunner[] = [];
    for (const id of await this.#redis.hkeys(this.#keys.enrolling)) {
      const pending = await this.#read(id);
      if (pending) found.push(pending.shown);
    }
    return found;
  }

  /**
   * Believes a runner's keys from now on.
   * @param seen the fingerprint that the person compared
   * @returns why not, or undefined when it is accepted
   */
  async accept(id: string, seen: string, by: Person): Promise<AcceptRefusal | undefined> {
    const pending = await this.#read(id);
    if (!pending) return 'not-pending';
    if (pending.shown.fingerprint !== seen) return 'changed';
    if (pending.shown.addedBy.id === by.id) return 'own-token';
    const { server, signKey, sealKey } = pending.request;
    const acceptedAt = new Date(this.#now()).toISOString();
    await this.#registry.accept({ id, server, signKey, sealKey, acceptedBy: by.name, acceptedAt }, this.#signingKey);
    await this.forget(id);
    return undefined;
  }

  /** Ends an enrolment without acceptance. */
  async forget(id: string): Promise<void> {
    await this.#redis.multi().hdel(this.#keys.enrolling, id).del(this.#keys.enrolment(id)).exec();
  }

  /** The request of a runner, when it was made in time by whoever holds the token. */
  async #read(id: string): Promise<{ request: EnrolmentRequest; shown: PendingRunner } | undefined> {
    const [line, value] = await Promise.all([
      this.#redis.hget(this.#keys.enrolling, id),
      this.#redis.get(this.#keys.enrolment(id)),
    ]);
    if (!line || !value) return undefined;
    const given = GivenToken.parse(JSON.parse(this.#seal.open(`token ${id}`, line)));
    const request = EnrolmentRequest.safeParse(parseJson(value));
    if (!request.success || given.expiresAt < this.#now()) return undefined;
    const { data } = request;
    if (data.id !== id || data.server !== given.server) return undefined;
    if (!holdsToken(tokenSecret(this.#signingKey, id, given.nonce), data)) return undefined;
    const shown = { id, server: data.server, host: data.host, fingerprint: fingerprint(data), addedBy: given.addedBy };
    return { request: data, shown };
  }
}
