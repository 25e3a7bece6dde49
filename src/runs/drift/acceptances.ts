import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Drift } from '../../contracts/steps/cloud/drift.ts';
import { AUDIT, AUDIT_CONTEXT } from '../../process/audit/entry.ts';
import type { Stored } from '../../process/records/record.ts';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { ACCEPTED, type Acceptance as AcceptanceSchema } from '../records/drift.ts';

/** Its form and what its members mean stand in records/drift.ts. */
export type Acceptance = Stored<typeof AcceptanceSchema>;

interface Place {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly sealed: SealedRecords;
}

/** Longest time for which somebody accepts a change. */
export const MOST_DAYS = 366;
const MOST_MS = MOST_DAYS * 86_400_000;
/** Difference between the clocks of bot and jobs that is still accepted. */
const CLOCK_TOLERANCE_MS = 300_000;

/** A change for lists: the same as long as it is the same change. */
export function driftHash({ id }: Pick<Drift, 'id'>): string {
  return createHash('sha256').update(id).digest('hex');
}

/**
 * A short name of a change, for people to say. Whoever may write in the tenant can make two changes with the same one, so
 * nothing is decided by it alone.
 */
export function driftCode(drift: Pick<Drift, 'id'>): string {
  return driftHash(drift).slice(0, 8);
}

/** Splits what was found into what somebody accepted until later than a moment, and the rest. */
export function splitAccepted<D extends Pick<Drift, 'id'>>(
  findings: readonly D[],
  acceptances: readonly Acceptance[],
  now: number,
): { readonly open: D[]; readonly accepted: Acceptance[] } {
  const valid = new Map(acceptances.filter((each) => counts(each, now)).map((each) => [each.code, each]));
  return {
    open: findings.filter((finding) => !valid.has(driftHash(finding))),
    accepted: findings.flatMap((finding) => valid.get(driftHash(finding)) ?? []),
  };
}

/** Its moments are the bot's: whoever has taken that over cannot have a change forgotten for good. */
function counts({ at, until }: Acceptance, now: number): boolean {
  return until > now && until - at <= MOST_MS && at <= now + CLOCK_TOLERANCE_MS;
}

/** Everything that was accepted in a tenant, also what is over. */
export async function readAcceptances({ redis, keys, sealed }: Place, tenantId: string): Promise<Acceptance[]> {
  const fields = await fieldsOf(redis, keys.accepted, `${tenantId} *`);
  const all = await sealed.openAll(ACCEPTED, 'accepted', keys.accepted, fields);
  return [...all.values()].filter((each) => each.tenantId === tenantId);
}

/** Those of one tenant: a watch of ten thousand must not read all of them ten thousand times. */
async function fieldsOf(redis: Redis, key: string, pattern: string): Promise<string[]> {
  const found = new Set<string>();
  let cursor = '0';
  do {
    const [next, list] = await redis.hscan(key, cursor, 'MATCH', pattern, 'COUNT', 1000);
    for (let index = 0; index < list.length; index += 2) found.add(list[index] ?? '');
    cursor = next;
  } while (cursor !== '0');
  return [...found];
}

/** Notes down that somebody accepted a change, together with its line of the audit log. */
export async function accept({ redis, keys, sealed }: Place, run: string, acceptance: Acceptance): Promise<void> {
  const { tenantId, code, text, by, reason, at, until } = acceptance;
  const field = `${tenantId} ${code}`;
  const detail = `${code.slice(0, 8)} until ${new Date(until).toISOString()}, because ${reason}: ${text}`;
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
