import type { Redis } from 'ioredis';
import type { Logger } from '../../process/log/logger.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import type { Actor } from '../../runs/run.ts';
import { rolledBack } from '../../runs/store/heads.ts';
import type { RunStore } from '../../runs/store/store.ts';
import type { AuditIndex } from './audit-index.ts';

export interface Restored {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  /** As they stand in Redis, whatever the audit log says of them. */
  readonly runs: RunStore;
  readonly index: AuditIndex;
  readonly logger: Logger;
}

/** Ends a run that was given up. */
const RESTORE: Actor = { id: '', name: 'the restore of Redis', roles: ['admin'] };

/** KEYS the tenant's open run, runs under way · ARGV run · Answer 1 when the run held the tenant */
const RELEASE = `
redis.call('ZREM', KEYS[2], ARGV[1])
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`;

/** KEYS a counter · ARGV the number that it must have passed */
const RAISE = `
if tonumber(redis.call('GET', KEYS[1]) or '0') < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1]) end
return 0
`;

/**
 * For a Redis that was restored to an earlier moment than the audit log: a run that is older than the log is never believed
 * again, so it must not hold its tenant, and no new run may get the number of one that the log knows. It ends in Redis too: the
 * bot does not know the log, and would show an approval that nobody needs. Does nothing otherwise.
 */
export async function releaseRolledBack({ redis, keys, runs, index, logger }: Restored): Promise<void> {
  const known = index.runs();
  const highest = new Map<string, number>();
  for (const run of known.keys()) {
    const [, label = '', number = '0'] = /^(.+)-(\d+)$/.exec(run) ?? [];
    // `a-plan-3` is the third run of "a", or of "a-plan": a number too many is skipped.
    for (const each of new Set([label, label.replace(/-plan$/, '')])) {
      highest.set(each, Math.max(Number(number), highest.get(each) ?? 0));
    }
  }
  const labels = [...highest.keys()];
  const counters = labels.length > 0 ? await redis.mget(labels.map((label) => keys.counter(label))) : [];
  for (const [index, label] of labels.entries()) {
    const number = highest.get(label) ?? 0;
    if (Number(counters[index] ?? 0) < number) await redis.eval(RAISE, 1, keys.counter(label), number);
  }
  for (const id of await redis.zrange(keys.underWay, '0', '-1')) {
    const tenant = known.get(id);
    const read = tenant === undefined ? undefined : await runs.read(id);
    // One that cannot be read keeps its tenant: a newer release may read it again.
    if (tenant === undefined || !read?.ok || rolledBack(read.value, index) === undefined) continue;
    // Another jobs process may have ended it: then this changes nothing.
    await runs.apply(id, { type: 'cancel', by: RESTORE });
    await redis.eval(RELEASE, 2, keys.open(tenant), keys.underWay, id);
    logger.warn(
      { run: id, tenant },
      'Redis was restored to an earlier moment than the audit log: the run was cancelled, ask for the tenant again',
    );
  }
}
