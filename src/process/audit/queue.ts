import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { SealedRecords } from '../records/sealed-records.ts';
import type { RedisKeys } from '../redis/redis-keys.ts';
import { AUDIT, AUDIT_CONTEXT, type AuditEntry } from './entry.ts';

/** Entries on their way to the audit log, which the jobs process writes. */
export interface AuditQueue {
  add(entry: AuditEntry): Promise<void>;
  /** The oldest entries, as they stand in Redis. */
  first(most: number): Promise<string[]>;
  /** Takes these away, if they still are the oldest. */
  drop(texts: readonly string[]): Promise<void>;
  /** Lets one process at a time write them down. @returns undefined when another one does */
  claim(owner: string): Promise<AsyncDisposable | undefined>;
}

/** Less than a privileged write waits for the log: whoever held it and died must not stop that. */
const CLAIM_MS = 3000;

// Two processes may have read the same: each takes away only what it has written down itself.
const DROP = `
for _, text in ipairs(ARGV) do
  if redis.call('LINDEX', KEYS[1], 0) ~= text then return 0 end
  redis.call('LPOP', KEYS[1])
end
return 1
`;

const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

export function createAuditQueue(redis: Redis, keys: RedisKeys, records: SealedRecords): AuditQueue {
  return {
    async add(entry) {
      await redis.rpush(keys.audit, records.seal(AUDIT, AUDIT_CONTEXT, entry));
    },
    first: (most) => redis.lrange(keys.audit, 0, most - 1),
    async drop(texts) {
      if (texts.length > 0) z.number().parse(await redis.eval(DROP, 1, keys.audit, ...texts));
    },
    async claim(owner) {
      if ((await redis.set(keys.auditClaim, owner, 'PX', CLAIM_MS, 'NX')) !== 'OK') return undefined;
      return {
        async [Symbol.asyncDispose]() {
          await redis.eval(RELEASE, 1, keys.auditClaim, owner);
        },
      };
    },
  };
}
