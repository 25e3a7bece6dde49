import type { Redis } from 'ioredis';
import type { RecordKind } from '../../process/records/record.ts';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { BOARD, ONBOARDED, SUSPENDED } from '../records/rows.ts';
import type { TenantRows } from './place.ts';

/** The rows of a tenant, and how they stand in Redis ('' for none): on the board, as onboarded, as suspended. */
export interface SealedTenant {
  readonly rows: TenantRows;
  readonly sealed: readonly [string, string, string];
}

/** Reads all that is known of these tenants under the seal; what cannot be read is left out and noted in the quarantine. */
export async function readTenants(
  redis: Redis,
  keys: RedisKeys,
  records: SealedRecords,
  tenantIds: readonly string[],
): Promise<SealedTenant[]> {
  if (tenantIds.length === 0) return [];
  const open = async <T>(kind: RecordKind<T>, place: string, id: string, sealed: string) => {
    const read = sealed === '' ? undefined : await records.open(kind, `${place} ${id}`, sealed);
    return read?.ok ? read.value : undefined;
  };
  const [boards, readies, suspensions] = await Promise.all([
    redis.hmget(keys.board, ...tenantIds),
    redis.hmget(keys.onboarded, ...tenantIds),
    redis.hmget(keys.suspended, ...tenantIds),
  ]);
  return Promise.all(
    tenantIds.map(async (tenantId, index): Promise<SealedTenant> => {
      const sealed = [boards[index] ?? '', readies[index] ?? '', suspensions[index] ?? ''] as const;
      const board = await open(BOARD, 'board', tenantId, sealed[0]);
      const onboarded = await open(ONBOARDED, 'onboarded', tenantId, sealed[1]);
      const suspended = await open(SUSPENDED, 'suspended', tenantId, sealed[2]);
      return { rows: { tenantId, board, onboarded, suspended }, sealed };
    }),
  );
}
