import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Drift } from '../../contracts/steps/drift.ts';
import { AUDIT, AUDIT_CONTEXT } from '../../process/audit/entry.ts';
import type { Stored } from '../../process/record.ts';
import type { RedisKeys } from '../../process/redis-keys.ts';
import type { SealedRecords } from '../../process/sealed-records.ts';
import { ACCEPTED, type Acceptance as AcceptanceSchema } from '../records/drift.ts';

/** Its form and what its members mean stand in records/drift.ts. */
export type Acceptance = Stored<typeof AcceptanceSchema>;

interface Place {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly sealed: SealedRecords;
}

/** A short name of a change, for people to say and for lists: the same as long as it is the same change. */
export function driftCode({ id }: Pick<Drift, 'id'>): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 8);
}

/** Splits what was found into what somebody accepted until later than a moment, and the rest. */
export function splitAccepted<D extends Pick<Drift, 'id'>>(
  findings: readonly D[],
  acceptances: readonly Acceptance[],
  now: number,
): { readonly open: D[]; readonly accepted: Acceptance[] } {
  const valid = new Map(acceptances.filter(({ until }) => until > now).map((each) => [each.code, each]));
  return {
    open: findings.filter((finding) => !valid.has(driftCode(finding))),
    accepted: findings.flatMap((finding) => valid.get(driftCode(finding)) ?? []),
  };
}

/** Everything that was accepted in a tenant, also what is over. */
export async function readAcceptances({ keys, sealed }: Omit<Place, 'redis'>, tenantId: string): Promise<Acceptance[]> {
  const all = await sealed.openAll(ACCEPTED, 'accepted', keys.accepted);
  return [...all.values()].filter((each) => each.tenantId === tenantId);
}

/** Notes down that somebody accepted a change, together with its line of the audit log. */
export async function accept({ redis, keys, sealed }: Place, run: string, acceptance: Acceptance): Promise<void> {
  const { tenantId, code, text, by, reason, at, until } = acceptance;
  const field = `${tenantId} ${code}`;
  const detail = `${code} until ${new Date(until).toISOString()}, because ${reason}: ${text}`;
  const entry = {
    id: `accepted ${tenantId} ${code} ${at}`,
    at,
    run,
    version: null,
    tenant: tenantId,
    who: by,
    what: 'drift accepted',
    detail,
  };
  await redis
    .multi()
    .rpush(keys.audit, sealed.seal(AUDIT, AUDIT_CONTEXT, entry))
    .hset(keys.accepted, field, sealed.seal(ACCEPTED, `accepted ${field}`, acceptance))
    .exec();
}
