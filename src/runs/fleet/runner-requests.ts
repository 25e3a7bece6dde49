import type { Redis } from 'ioredis';
import { RunnerAnswer, type RunnerRequest } from '../../contracts/fleet/runner-request.ts';
import type { RecordKind } from '../../process/records/record.ts';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import { writeInTime } from '../../process/redis/in-time.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';

const ANSWER_LIFE_MS = 24 * 3_600_000;
/** Long enough to carry a request out; after a crash the next process takes it. */
const CLAIM_MS = 30_000;
/** More than people can ask for: what lies beyond was put there by somebody else. */
const MOST = 100;

const ANSWER: RecordKind<RunnerAnswer> = { v: 1, schema: RunnerAnswer, upgrades: [] };

/** Signed requests from the bot to the orchestrator, and the answers. */
export interface RunnerRequests {
  /** @param limit of `inTimeOfRedis`. @returns whether it was in time */
  push(request: string, limit?: number): Promise<boolean>;
  /** The oldest first. */
  waiting(): Promise<string[]>;
  settle(request: string): Promise<void>;
  /**
   * Takes what a request is about for half a minute, so that no other jobs process carries it out at the same time.
   * @returns undefined when another one has it
   */
  take(request: RunnerRequest): Promise<AsyncDisposable | undefined>;
  answer(jti: string, answer: RunnerAnswer): Promise<void>;
  answerTo(jti: string): Promise<RunnerAnswer | undefined>;
}

export function createRunnerRequests(redis: Redis, keys: RedisKeys, records: SealedRecords): RunnerRequests {
  return {
    async push(request, limit = Number.MAX_SAFE_INTEGER) {
      if (!(await writeInTime(redis, limit, 'RPUSH', keys.requests, request))) return false;
      // Wakes the registrar as a commit wakes others; no run is called like this.
      await redis.publish(keys.wake, '');
      return true;
    },
    waiting: () => redis.lrange(keys.requests, 0, MOST - 1),
    async settle(request) {
      await redis.lrem(keys.requests, 1, request);
    },
    async take({ runner }) {
      const claim = keys.answer(`claim-${runner}`);
      if ((await redis.set(claim, '1', 'PX', CLAIM_MS, 'NX')) !== 'OK') return undefined;
      return {
        async [Symbol.asyncDispose]() {
          await redis.del(claim);
        },
      };
    },
    async answer(jti, answer) {
      const text = records.seal(ANSWER, `answer ${jti}`, answer);
      await redis.set(keys.answer(jti), text, 'PX', ANSWER_LIFE_MS);
    },
    async answerTo(jti) {
      const value = await redis.get(keys.answer(jti));
      const read = value ? await records.open(ANSWER, `answer ${jti}`, value) : undefined;
      return read?.ok ? read.value : undefined;
    },
  };
}
