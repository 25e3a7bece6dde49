import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { AUDIT, AUDIT_CONTEXT, type AuditEntry } from '../../process/audit/entry.ts';
import type { Read } from '../../process/records/record.ts';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import { inTimeOfRedis } from '../../process/redis/in-time.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { defineScript } from '../../process/redis/script.ts';
import type { Refusal } from '../events.ts';
import { type Heads, rolledBack } from '../store/heads.ts';
import { tooManyConflicts } from '../store/store-errors.ts';
import type { Change, Changed } from './changes.ts';
import { COMMIT_GROUP } from './commit-script.ts';
import { type Group, groupId, isClosed, isGroupId } from './group.ts';
import { GROUP } from './record.ts';

export interface GroupStoreOptions {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly records: SealedRecords;
  /** What is known from outside Redis: a group that is older was put back. */
  readonly heads?: Heads;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Groups in Redis: each change is one commit on the version that it was decided on, and a line of the audit log. */
export interface GroupStore {
  /** @param command id of the command that asks for it: however often it is carried out, it begins one group */
  create(group: Omit<Group, 'id' | 'version'>, command: string): Promise<Group>;
  read(id: string): Promise<Read<Group> | undefined>;
  get(id: string): Promise<Group | undefined>;
  /** Decides, commits; reads again when somebody else was faster. undefined for an unknown group. */
  apply(
    id: string,
    change: (group: Group) => Change,
    notAfter?: number,
  ): Promise<{ readonly group: Group; readonly refusal?: Refusal } | undefined>;
  /** @returns false when the group is another by now: look again */
  commit(before: Group, changed: Changed): Promise<boolean>;
  /** Ids of groups that have something left to do, the oldest first, by a list that carries no seal. */
  openIds(): Promise<string[]>;
}

const SCRIPT = defineScript(COMMIT_GROUP);
const Answer = z.union([z.tuple([z.enum(['ok', 'conflict', 'late'])]), z.tuple([z.literal('begun'), z.string()])]);
const MOST_CONFLICTS = 100;
const AT_ONCE = 1000;
/** Many times what is ever open; whoever writes to Redis can put more there than a process can hold. */
const MOST_LISTED = 20_000;

export function createGroupStore({ redis, keys, records, heads, now }: GroupStoreOptions): GroupStore {
  async function commit(
    before: number,
    { group: changed, ...line }: Changed,
    { notAfter, command }: { notAfter?: number; command?: string } = {},
  ) {
    const group = { ...changed, version: before + 1 };
    const doc = records.seal(GROUP, `group ${group.id}`, group);
    const names = [keys.group(group.id), keys.audit, keys.groups, keys.redrawNow, keys.begun(command ?? '')];
    const audit = records.seal(AUDIT, AUDIT_CONTEXT, entryOf(group, line, doc, now()));
    const rest = { expected: before, id: group.id, now: now(), final: isClosed(group), audit, notAfter, command };
    const [answer, other] = Answer.parse(await SCRIPT.call(redis, names, JSON.stringify(rest), doc, keys.wake));
    return { answer, other, group };
  }

  async function read(id: string): Promise<Read<Group> | undefined> {
    const [doc, version] = await redis.hmget(keys.group(id), 'doc', 'version');
    if (!doc) return undefined;
    const doubt = (group: Group) =>
      version === String(group.version) ? undefined : `it is version ${group.version}, and Redis says ${version}`;
    const found = await records.open(GROUP, `group ${id}`, doc, { doubt });
    const why = found.ok && heads ? rolledBack(found.value, heads) : undefined;
    if (why === undefined) return found;
    await records.setAside({ where: `rolled-back ${id}`, why, text: '' });
    return { ok: false, why };
  }

  async function get(id: string): Promise<Group | undefined> {
    const found = await read(id);
    return found?.ok ? found.value : undefined;
  }

  return {
    read,
    get,
    async create(asked, command) {
      for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
        const group = { ...asked, id: groupId(now() + conflicts * 1000), version: 0 };
        const labels = asked.members.map(({ label }) => label).join(', ');
        const detail = `${asked.kind}: ${labels}`.slice(0, 1000);
        const line = { group, what: 'group asked', by: asked.requester, detail };
        const { answer, other, group: begun } = await commit(0, line, { command });
        if (answer === 'ok') return begun;
        const earlier = other === undefined ? undefined : await get(other);
        if (earlier) return earlier;
      }
      throw tooManyConflicts('No free name for a group was found.');
    },
    async apply(id, change, asked) {
      const notAfter = asked === undefined ? undefined : await inTimeOfRedis(redis, asked, now);
      for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts++) {
        const group = await get(id);
        if (!group) return undefined;
        const changed = change(group);
        if ('refusal' in changed) return { group, refusal: changed.refusal };
        const done = await commit(group.version, changed, notAfter === undefined ? {} : { notAfter });
        if (done.answer === 'late') return { group, refusal: 'too-late' };
        if (done.answer === 'ok') return { group: done.group };
      }
      throw tooManyConflicts(`${id} could not be changed: it changed ${MOST_CONFLICTS} times meanwhile.`);
    },
    commit: async (before, changed) => (await commit(before.version, changed)).answer === 'ok',
    async openIds() {
      const ids = await redis.zrange(keys.groups, '0', String(MOST_LISTED - 1));
      const stored = await Promise.all(ids.map((id) => redis.exists(keys.group(id))));
      const nobody = ids.filter((_, index) => stored[index] === 0);
      // They would stand in front of the others for good.
      for (let from = 0; from < nobody.length; from += AT_ONCE)
        await redis.zrem(keys.groups, ...nobody.slice(from, from + AT_ONCE));
      return ids.filter((id, index) => isGroupId(id) && stored[index] === 1);
    },
  };
}

/** Each version is in the log: one that is missing, or an old one that was put back, is noticed as with runs. */
function entryOf(group: Group, line: Omit<Changed, 'group'>, doc: string, at: number): AuditEntry {
  const { what, by, detail, subject } = line;
  const commit = createHash('sha256').update(doc).digest('base64url').slice(0, 16);
  return {
    id: `${group.id}.${group.version}.${commit}.0`,
    at,
    run: group.id,
    version: group.version,
    tenant: null,
    who: by ? { id: by.id, name: by.name } : null,
    what,
    ...(subject === undefined ? {} : { subject }),
    ...(detail === undefined ? {} : { detail }),
    ...(isClosed(group) ? { final: true } : {}),
  };
}
