import type { Redis } from 'ioredis';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { defineScript } from '../../process/redis/script.ts';
import { kindOf, markOf, namesOf, placeOf } from './place.ts';
import { PLACE_TENANT } from './place-script.ts';
import type { SealedTenant } from './read-tenants.ts';

/** What the index must say of a tenant. */
export interface Wanted {
  /** '' when nothing is known of the tenant. */
  readonly place: string;
  /** Its member of the order; undefined for none. */
  readonly member: string | undefined;
  /** End of its certificate as Redis writes it; null for none. */
  readonly ends: string | null;
  readonly names: readonly string[];
}

export function wantedOf({ rows }: SealedTenant): Wanted {
  const kind = kindOf(rows);
  const place = placeOf(rows) ?? '';
  const { onboarded } = rows;
  return {
    place,
    member: kind && `${markOf(kind)}${place.slice(3)}`,
    ends: onboarded ? String(Date.parse(onboarded.validUntil)) : null,
    names: namesOf(rows.board ?? onboarded ?? { label: '', domain: '' }).filter((name) => name !== ''),
  };
}

/**
 * KEYS board, onboarded, suspended, and of the index order, places, names, expiry · ARGV the tenant, its sealed rows on the
 * board, as onboarded, as suspended ('' for none), its place ('' for none), the end of its certificate ('' for none), its names
 * Answer 1, or 0 when a row is not as it was read any more: then whoever changed it has placed the tenant
 */
const MEND = defineScript(`
local order, places, onboarded, suspended, tenant, place = KEYS[4], KEYS[5], KEYS[2], KEYS[3], ARGV[1], ARGV[5]
for row = 1, 3 do
  if (redis.call('HGET', KEYS[row], tenant) or '') ~= ARGV[row + 1] then return 0 end
end
${PLACE_TENANT}
if ARGV[6] == '' then redis.call('ZREM', KEYS[7], tenant) else redis.call('ZADD', KEYS[7], ARGV[6], tenant) end
for name = 7, #ARGV do redis.call('HSET', KEYS[6], ARGV[name], tenant) end
return 1
`);

/** Puts a tenant where its rows say. @returns false when they have changed since they were read */
export async function mend(redis: Redis, keys: RedisKeys, tenant: SealedTenant, wanted: Wanted): Promise<boolean> {
  const { tenantsOrder: order, tenantsPlaces: places, tenantsNames: names, tenantsExpiry: expiry } = keys;
  const { rows, sealed } = tenant;
  const all = [keys.board, keys.onboarded, keys.suspended, order, places, names, expiry];
  const answer = await MEND.call(
    redis,
    all,
    rows.tenantId,
    ...sealed,
    wanted.place,
    wanted.ends ?? '',
    ...wanted.names,
  );
  return answer === 1;
}
