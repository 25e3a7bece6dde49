import type { Redis } from 'ioredis';
import { openRecord, type RecordKind } from '../../process/records/record.ts';
import type { RecordSeal } from '../../process/records/record-seal.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { defineScript } from '../../process/redis/script.ts';
import { BOARD, ONBOARDED, SUSPENDED } from '../../runs/records/rows.ts';
import { RUN } from '../../runs/records/run.ts';
import type { Run } from '../../runs/run.ts';

/** The runs in Redis as whoever tidies up sees them: what cannot be read is left alone, and is no news. */
export interface StoredRuns {
  /** @param cursor '0' begins and ends a pass */
  page(cursor: string): Promise<{ cursor: string; ids: string[] }>;
  read(id: string): Promise<Run | undefined>;
  /** Whether what is known of its tenant names this run, or cannot be read and so might. */
  isNamed(run: Run): Promise<boolean>;
  /** Takes out a run with all that belongs to it. @returns false when it is not as it was read any more */
  remove(run: Run): Promise<boolean>;
}

/**
 * KEYS run, journal, chat, the tenant's open run, runs under way, the marks of delivery · ARGV run, version
 * Answer 1 when it was removed
 */
const REMOVE = defineScript(`
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[2] then return 0 end
if redis.call('GET', KEYS[4]) == ARGV[1] or redis.call('ZSCORE', KEYS[5], ARGV[1]) then return 0 end
redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3])
for mark = 6, 8 do redis.call('ZREM', KEYS[mark], ARGV[1]) end
return 1
`);

/** Keys that one page looks at, of whatever kind. */
const PAGE = 200;

export function createStoredRuns(redis: Redis, keys: RedisKeys, seal: RecordSeal): StoredRuns {
  async function names<T extends { readonly run: string }>(kind: RecordKind<T>, place: string, key: string, run: Run) {
    const { id } = run.request.tenant;
    const row = await redis.hget(key, id);
    if (row === null) return false;
    const read = openRecord(kind, seal, `${place} ${id}`, row);
    return !read.ok || read.value.run === run.id;
  }
  return {
    async page(from) {
      const prefix = keys.run('');
      const [cursor, found] = await redis.scan(from, 'MATCH', `${prefix}*`, 'COUNT', PAGE);
      return { cursor, ids: found.map((key) => key.slice(prefix.length)) };
    },
    async read(id) {
      const doc = await redis.hget(keys.run(id), 'doc');
      const read = doc === null ? undefined : openRecord(RUN, seal, `run ${id}`, doc);
      return read?.ok ? read.value : undefined;
    },
    isNamed: async (run) =>
      (await names(BOARD, 'board', keys.board, run)) ||
      (await names(ONBOARDED, 'onboarded', keys.onboarded, run)) ||
      (await names(SUSPENDED, 'suspended', keys.suspended, run)),
    async remove({ id, version, request }) {
      const own = [keys.run(id), keys.journal(id), keys.chat(id), keys.open(request.tenant.id)];
      const marks = [keys.underWay, keys.redrawNow, keys.redrawLater, keys.unsettled];
      return (await REMOVE.call(redis, [...own, ...marks], id, String(version))) === 1;
    },
  };
}
