import type { Redis } from 'ioredis';
import type { RedisKeys } from '../../process/redis-keys.ts';

const DAY_MS = 86_400_000;
const ENTRY = /^([0-9a-f-]{36}) ([0-9A-F]{40})$/;

/** A certificate whose rotation begins by itself, and when it is looked at. */
export interface DueEntry {
  readonly member: string;
  readonly tenantId: string;
  readonly thumbprint: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * The one list of what is due, sorted by time. It follows from the rows of the tenants: an entry that is lost is put back, and
 * one whose certificate is no longer the tenant's is dropped when its time comes.
 */
export interface DueList {
  /** Adds those that are not in it. */
  add(entries: readonly Omit<DueEntry, 'member'>[]): Promise<void>;
  /** Those whose time has come, oldest first. */
  passed(now: number): Promise<DueEntry[]>;
  /** Those whose time comes before a moment. */
  until(moment: number): Promise<DueEntry[]>;
  postpone(entry: DueEntry, at: number): Promise<void>;
  drop(entry: Pick<DueEntry, 'member'>): Promise<void>;
  /** How many began by themselves within the last 24 hours. */
  begunToday(now: number): Promise<number>;
  noteBegun(run: string, now: number): Promise<void>;
}

const AT_ONCE = 100;

export function createDueList(redis: Redis, keys: RedisKeys): DueList {
  async function range(until: number, limit: number): Promise<DueEntry[]> {
    const list = await redis.zrangebyscore(keys.due, '-inf', until, 'WITHSCORES', 'LIMIT', 0, limit);
    const entries: DueEntry[] = [];
    for (let index = 0; index < list.length; index += 2) {
      const member = list[index] ?? '';
      const [, tenantId = '', thumbprint = ''] = ENTRY.exec(member) ?? [];
      entries.push({ member, tenantId, thumbprint, at: Number(list[index + 1]) });
    }
    return entries;
  }
  return {
    async add(entries) {
      const members = entries.flatMap(({ tenantId, thumbprint, at }) => [at, `${tenantId} ${thumbprint}`]);
      if (members.length > 0) await redis.zadd(keys.due, 'NX', ...members);
    },
    passed: (now) => range(now, AT_ONCE),
    until: (moment) => range(moment, 10_000),
    async postpone({ member }, at) {
      await redis.zadd(keys.due, 'XX', at, member);
    },
    async drop({ member }) {
      await redis.zrem(keys.due, member);
    },
    begunToday: (now) => redis.zcount(keys.dueBegun, now - DAY_MS, '+inf'),
    async noteBegun(run, now) {
      await redis
        .multi()
        .zadd(keys.dueBegun, now, run)
        .zremrangebyscore(keys.dueBegun, '-inf', now - DAY_MS)
        .exec();
    },
  };
}
