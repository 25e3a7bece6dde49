import type { Redis } from 'ioredis';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { kindOf, type TenantKind, type TenantRows } from './place.ts';
import { readTenants } from './read-tenants.ts';
import { boundsOf, type Query, searchTenants } from './search.ts';

/** How many tenants there are of each kind. */
export type Counts = Readonly<Record<TenantKind, number>>;

/** Some of the tenants that were asked for, and how many there are. */
export interface Page {
  readonly tenants: readonly TenantRows[];
  readonly total: number;
}

/**
 * All tenants, by an index that commits keep up to date, so that nobody reads ten thousand rows to show twenty. The index is
 * plain text: it says which rows to read and how many there are, and nothing else. Each row is read under its seal, and is
 * what it says itself.
 */
export interface Tenants {
  counts(): Promise<Counts>;
  /** In the order of the index: the most urgent kind first. */
  page(query: Query, from: number, most: number): Promise<Page>;
  /** Tenants whose certificate ends before a moment, the first to end first. */
  expiring(until: number, from: number, most: number): Promise<Page>;
  /** The tenant with this label, domain or id. */
  find(name: string): Promise<TenantRows | undefined>;
  /** What is known of a tenant with this id; undefined for nothing. */
  of(tenantId: string): Promise<TenantRows | undefined>;
  /** What is known of these tenants, in their order, without those of which nothing is. */
  some(tenantIds: readonly string[]): Promise<TenantRows[]>;
  /** Labels about as long as a word, for "did you mean". */
  labels(length: number): Promise<string[]>;
  /** Of these names those that no tenant has. */
  unknown(names: readonly string[]): Promise<string[]>;
}

const NAMES_AT_ONCE = 1000;
/** What is opened in one go takes some milliseconds. */
const ROWS_AT_ONCE = 50;
/** Whoever writes to Redis can put more names there than a process can hold. */
const MOST_LABELS = 50_000;
/** Whoever types half of a name has not made a typing error. */
const MOST_OFF = 8;

export function createTenants(redis: Redis, keys: RedisKeys, records: SealedRecords): Tenants {
  const { tenantsOrder: order, tenantsNames: names, tenantsExpiry: expiry } = keys;
  const read = async (ids: readonly string[]): Promise<TenantRows[]> =>
    (await readTenants(redis, keys, records, ids)).map(({ rows }) => rows).filter((rows) => kindOf(rows) !== undefined);
  const count = (kind: TenantKind) => redis.zlexcount(order, ...boundsOf(kind));
  return {
    async counts() {
      const [needs, suspended, working, unfinished, unstarted, ready] = await Promise.all([
        count('needs'),
        count('suspended'),
        count('working'),
        count('unfinished'),
        count('unstarted'),
        count('ready'),
      ]);
      return { needs, suspended, working, unfinished, unstarted, ready };
    },
    async page(query, from, most) {
      const { ids, total } = await searchTenants(redis, order, query, from, most);
      return { tenants: await read(ids), total };
    },
    async expiring(until, from, most) {
      const [total, ids] = await Promise.all([
        redis.zcount(expiry, '-inf', until),
        redis.zrangebyscore(expiry, '-inf', until, 'LIMIT', from, most),
      ]);
      return { tenants: (await read(ids)).filter(({ onboarded }) => onboarded), total };
    },
    async find(name) {
      const typed = name.toLowerCase();
      const id = (await redis.hget(names, typed)) ?? typed;
      const [found] = await read([id]);
      // The index may lead to any tenant: it must be the one that was meant.
      const row = found?.board ?? found?.onboarded;
      const isMeant = row && [row.label.toLowerCase(), row.domain.toLowerCase(), row.tenantId].includes(typed);
      return isMeant ? found : undefined;
    },
    of: async (tenantId) => (await read([tenantId]))[0],
    async some(ids) {
      const found: TenantRows[] = [];
      for (let from = 0; from < ids.length; from += ROWS_AT_ONCE) {
        found.push(...(await read(ids.slice(from, from + ROWS_AT_ONCE))));
      }
      return found;
    },
    async labels(length) {
      const found = new Set<string>();
      let cursor = '0';
      do {
        const [next, list] = await redis.hscan(names, cursor, 'COUNT', NAMES_AT_ONCE);
        for (let index = 0; index < list.length; index += 2) {
          const name = list[index] ?? '';
          // Domains are names too; they are not guessed at.
          if (!name.includes('.') && Math.abs(name.length - length) <= MOST_OFF) found.add(name);
        }
        cursor = next;
      } while (cursor !== '0' && found.size < MOST_LABELS);
      return [...found];
    },
    async unknown(asked) {
      const left: string[] = [];
      for (let from = 0; from < asked.length; from += NAMES_AT_ONCE) {
        const some = asked.slice(from, from + NAMES_AT_ONCE);
        const ids = await redis.hmget(names, ...some.map((each) => each.toLowerCase()));
        left.push(...some.filter((_, index) => !ids[index]));
      }
      return left;
    },
  };
}
