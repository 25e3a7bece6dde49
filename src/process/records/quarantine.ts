import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Logger } from '../log/logger.ts';
import type { RedisKeys } from '../redis/redis-keys.ts';
import { parseJson } from './record.ts';

/** An entry in Redis that cannot be read, or not be believed. */
export interface Unreadable {
  /** What it is and whose, e.g. `run contoso-1` or `outbox 3f9c01d2a4b56e78`: one entry, one name. */
  readonly where: string;
  /** One phrase: what is wrong with it. */
  readonly why: string;
  /** What stands there, as far as it helps to find out where it came from. */
  readonly text: string;
}

/** An entry of the quarantine. */
export const SetAside = z.object({
  why: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  text: z.string(),
});
export type SetAside = z.infer<typeof SetAside> & { readonly where: string };

export interface QuarantineState {
  /** Oldest first. */
  readonly entries: readonly SetAside[];
  /** Entries that were set aside without being kept, because so many are kept already. */
  readonly more: number;
}

/**
 * Where entries go that cannot be read, so that each harms only itself. What is a member of a list of work is moved
 * here and is not met again; a record stays in its place and is only noted, because a newer version may read it.
 */
export interface Quarantine {
  /** Takes members out of the sorted set `key`; each is reported once, whoever is first. */
  move(key: string, members: readonly (Unreadable & { readonly member: string })[]): Promise<void>;
  note(entry: Unreadable): Promise<void>;
  /** Takes back a note about a record that can be read again, or is gone. Costs nothing where there is none. */
  forget(where: string): Promise<void>;
  read(): Promise<QuarantineState>;
}

const LONGEST_TEXT = 2000;
/** At most 10 MB, whatever somebody writes into Redis. */
const MOST_KEPT = 5000;
const MORE = 'more';

/** KEYS sorted set, quarantine · ARGV most, then member, field, value of each · Answer the fields that are new */
const MOVE = `
local fresh = {}
local room = tonumber(ARGV[1]) - redis.call('HLEN', KEYS[2])
for i = 2, #ARGV, 3 do
  if redis.call('ZREM', KEYS[1], ARGV[i]) == 1 then
    if room <= 0 then
      redis.call('HINCRBY', KEYS[2], '${MORE}', 1)
    elseif redis.call('HSETNX', KEYS[2], ARGV[i + 1], ARGV[i + 2]) == 1 then
      room = room - 1
      table.insert(fresh, ARGV[i + 1])
    end
  end
end
return fresh
`;

/** KEYS quarantine · ARGV most, field, value · Answer 1 when the note is new */
const NOTE = `
if redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
return redis.call('HSETNX', KEYS[1], ARGV[2], ARGV[3])
`;

/** @param now milliseconds since 1970 */
export function createQuarantine(redis: Redis, keys: RedisKeys, logger: Logger, now: () => number): Quarantine {
  /** Notes that this process made or saw, so that reading a bad record again costs nothing. */
  const noted = new Set<string>();
  const textOf = ({ why, text }: Unreadable) => JSON.stringify({ why, at: now(), text: text.slice(0, LONGEST_TEXT) });
  const report = ({ where, why }: Unreadable) => logger.error({ where, why }, 'entry in Redis set aside');
  return {
    async move(key, members) {
      if (members.length === 0) return;
      const triples = members.flatMap((each) => [each.member, each.where, textOf(each)]);
      const fresh = new Set(
        z.array(z.string()).parse(await redis.eval(MOVE, 2, key, keys.quarantine, MOST_KEPT, ...triples)),
      );
      for (const each of members) if (fresh.has(each.where)) report(each);
    },
    async note(entry) {
      if (noted.has(entry.where)) return;
      if (noted.size >= MOST_KEPT) noted.clear();
      noted.add(entry.where);
      if ((await redis.eval(NOTE, 1, keys.quarantine, MOST_KEPT, entry.where, textOf(entry))) === 1) report(entry);
    },
    async forget(where) {
      if (noted.delete(where)) await redis.hdel(keys.quarantine, where);
    },
    async read() {
      const entries: SetAside[] = [];
      let more = 0;
      for (const [where, value] of Object.entries(await redis.hgetall(keys.quarantine))) {
        const parsed = SetAside.safeParse(parseJson(value));
        if (where === MORE) more = Number(value) || 0;
        else entries.push({ where, ...(parsed.success ? parsed.data : { why: 'unknown', at: now(), text: '' }) });
        noted.add(where);
      }
      return { entries: entries.sort((a, b) => a.at - b.at), more };
    },
  };
}

/** Names a member of a list of work, whose text may be of any length. */
export function whereMember(list: string, member: string): string {
  return `${list} ${createHash('sha256').update(member).digest('hex').slice(0, 16)}`;
}
