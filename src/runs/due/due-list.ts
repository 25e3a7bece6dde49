import type { Redis } from 'ioredis';
import { readOrDrop } from '../../process/redis/foreign-type.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { type Due, type DueKind, readDue, writeDue } from './due-entry.ts';

const DAY_MS = 86_400_000;

/** What is due, and when it is looked at. */
export type DueEntry<D extends Due = Due> = D & {
  readonly member: string;
  /** Milliseconds since 1970. */
  readonly at: number;
};

/** What the row of a tenant asks for. Moments in milliseconds since 1970. */
export type Wanted<D extends Due = Due> = D & {
  readonly at: number;
  /** However often it was put off, it never stands later than this. */
  readonly latest: number;
};

/**
 * The one list of what is due, sorted by time. It follows from the rows of the tenants: an entry that is lost is put back, and
 * one that the tenant's row does not ask for any more is dropped when its time comes.
 */
export interface DueList {
  /** Adds those that are not in it, and brings forward what stands later than it ever may: whoever writes to Redis can do that. */
  add(entries: readonly Wanted[]): Promise<void>;
  /** Those whose time has come, oldest first. */
  passed(now: number): Promise<DueEntry[]>;
  /** Those of a kind whose time comes before a moment. */
  until<K extends DueKind>(moment: number, kind: K): Promise<DueEntry<Extract<Due, { kind: K }>>[]>;
  /** @returns whether this call moved it: of several processes that move it to the same moment, one did */
  postpone(entry: Pick<DueEntry, 'member'>, at: number): Promise<boolean>;
  drop(entry: Pick<DueEntry, 'member'>): Promise<void>;
  /** How many rotations began by themselves within the last 24 hours. */
  begunToday(now: number): Promise<number>;
  noteBegun(run: string, now: number): Promise<void>;
}

const AT_ONCE = 100;
/** Every tenant has one entry of each kind at most. */
const MOST = 30_000;

export function createDueList(redis: Redis, keys: RedisKeys): DueList {
  async function range(until: number, limit: number): Promise<DueEntry[]> {
    const read = () => redis.zrangebyscore(keys.due, '-inf', until, 'WITHSCORES', 'LIMIT', 0, limit);
    const list = await readOrDrop(redis, keys.due, read, []);
    const entries: DueEntry[] = [];
    const unreadable: string[] = [];
    for (let index = 0; index < list.length; index += 2) {
      const member = list[index] ?? '';
      const due = readDue(member);
      if (due) entries.push({ ...due, member, at: Number(list[index + 1]) });
      else unreadable.push(member);
    }
    // It would stand in front of the others for ever. What a row asks for is put back by whoever can read it.
    if (unreadable.length > 0 && limit === AT_ONCE) await redis.zrem(keys.due, ...unreadable);
    return entries;
  }
  return {
    async add(entries) {
      if (entries.length === 0) return;
      await redis.zadd(keys.due, 'NX', ...entries.flatMap((each) => [each.at, writeDue(each)]));
      await redis.zadd(keys.due, 'XX', 'LT', ...entries.flatMap((each) => [each.latest, writeDue(each)]));
    },
    passed: (now) => range(now, AT_ONCE),
    async until(moment, kind) {
      const isOfKind = (entry: DueEntry): entry is DueEntry<Extract<Due, { kind: typeof kind }>> => entry.kind === kind;
      return (await range(moment, MOST)).filter(isOfKind);
    },
    postpone: async ({ member }, at) => (await redis.zadd(keys.due, 'XX', 'CH', at, member)) === 1,
    async drop({ member }) {
      await redis.zrem(keys.due, member);
    },
    begunToday: (now) => readOrDrop(redis, keys.dueBegun, () => redis.zcount(keys.dueBegun, now - DAY_MS, '+inf'), 0),
    async noteBegun(run, now) {
      await redis
        .multi()
        .zadd(keys.dueBegun, now, run)
        .zremrangebyscore(keys.dueBegun, '-inf', now - DAY_MS)
        .exec();
    },
  };
}
