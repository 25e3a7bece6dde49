import type { Redis } from 'ioredis';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import { readOrDrop } from '../../process/redis/foreign-type.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { mend, wantedOf } from './mend.ts';
import { readTenants } from './read-tenants.ts';
import { idOf } from './search.ts';

/** Rows that are opened before the process looks at anything else: a few milliseconds. */
const STRIDE = 50;
const MEMBERS = 500;

/** What a pass has found out so far. */
interface Pass {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly records: SealedRecords;
  /** The one member of the order that each tenant has. */
  readonly members: Map<string, string | undefined>;
  /** The tenants that have a name. */
  readonly named: Map<string, string[]>;
}

/**
 * Compares the whole index with the rows, which alone are believed, and mends what differs: what was onboarded before there was
 * an index, what another release wrote, what somebody changed by hand.
 * @returns how many entries were not as the rows say
 */
export async function compareIndex(redis: Redis, keys: RedisKeys, records: SealedRecords): Promise<number> {
  const pass: Pass = { redis, keys, records, members: new Map(), named: new Map() };
  await dropForeign(redis, keys);
  const ids = new Set([...(await redis.hkeys(keys.board)), ...(await redis.hkeys(keys.onboarded))]);
  let mended = 0;
  for (const some of strides([...ids], STRIDE)) mended += await settle(pass, some);
  return mended + (await dropStrays(pass)) + (await dropUnknown(pass)) + (await settleNames(pass));
}

/** What is no list or hash in its place would stop every commit. */
async function dropForeign(redis: Redis, keys: RedisKeys): Promise<void> {
  const { tenantsOrder: order, tenantsExpiry: expiry, tenantsPlaces: places, tenantsNames: names } = keys;
  for (const key of [order, expiry]) await readOrDrop(redis, key, () => redis.zcard(key), 0);
  for (const key of [places, names]) await readOrDrop(redis, key, () => redis.hlen(key), 0);
}

/** Puts these tenants in their places. */
async function settle({ redis, keys, records, members, named }: Pass, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const { tenantsOrder: order, tenantsPlaces: places, tenantsExpiry: expiry } = keys;
  // The rows first: a commit in between changes both, and is not taken for a difference.
  const tenants = (await readTenants(redis, keys, records, ids)).map((tenant) => ({
    tenant,
    wanted: wantedOf(tenant),
  }));
  const [placed, ordered, ends] = await Promise.all([
    redis.hmget(places, ...ids),
    redis.zmscore(order, ...tenants.map(({ wanted }) => wanted.member ?? '')),
    redis.zmscore(expiry, ...ids),
  ]);
  const wrong = tenants.filter(({ tenant, wanted }, index) => {
    const { tenantId } = tenant.rows;
    members.set(tenantId, wanted.member);
    for (const name of wanted.names) named.set(name, [...(named.get(name) ?? []), tenantId]);
    const isPlaced = (placed[index] ?? '') === wanted.place && (wanted.member === undefined || ordered[index] !== null);
    return !isPlaced || (ends[index] ?? null) !== wanted.ends;
  });
  // Side by side: a Redis that writes to its disk before each answer writes once for all of them.
  const mended = await Promise.all(wrong.map(({ tenant, wanted }) => mend(redis, keys, tenant, wanted)));
  return mended.filter((each) => each).length;
}

/** Takes out second members of a tenant, and those of tenants that do not exist. */
async function dropStrays(pass: Pass): Promise<number> {
  const { redis, keys, members } = pass;
  const { tenantsOrder: order } = keys;
  let dropped = 0;
  for await (const found of scan((cursor) => redis.zscan(order, cursor, 'COUNT', MEMBERS))) {
    const strays = found.filter((member) => members.get(idOf(member)) !== member);
    if (strays.length === 0) continue;
    dropped += await redis.zrem(order, ...strays);
    // A commit may have written one of them after its tenant was looked at.
    dropped -= await settle(pass, [...new Set(strays.map(idOf))]);
  }
  return Math.max(dropped, 0);
}

/** Takes out what stands there of tenants of which no row is left. */
async function dropUnknown(pass: Pass): Promise<number> {
  const { redis, keys, members } = pass;
  const lists = [
    scan((cursor) => redis.hscan(keys.tenantsPlaces, cursor, 'COUNT', MEMBERS)),
    scan((cursor) => redis.zscan(keys.tenantsExpiry, cursor, 'COUNT', MEMBERS)),
  ];
  let dropped = 0;
  for (const list of lists) {
    for await (const found of list) {
      dropped += await settle(
        pass,
        found.filter((id) => !members.has(id)),
      );
    }
  }
  return dropped;
}

/** Each name leads to a tenant that has it. */
async function settleNames({ redis, keys, named }: Pass): Promise<number> {
  const { tenantsNames: names } = keys;
  let mended = 0;
  for (const some of strides([...named.entries()], MEMBERS)) {
    const owners = await redis.hmget(names, ...some.map(([name]) => name));
    const wrong = some.filter(([, ids], index) => !ids.includes(owners[index] ?? ''));
    if (wrong.length === 0) continue;
    await redis.hset(names, ...wrong.flatMap(([name, ids]) => [name, ids.at(-1) ?? '']));
    mended += wrong.length;
  }
  return mended;
}

/** Fields or members, without their values. */
async function* scan(page: (cursor: string) => Promise<[string, string[]]>): AsyncGenerator<string[]> {
  let cursor = '0';
  do {
    const [next, found] = await page(cursor);
    yield found.filter((_, index) => index % 2 === 0);
    cursor = next;
  } while (cursor !== '0');
}

function* strides<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
