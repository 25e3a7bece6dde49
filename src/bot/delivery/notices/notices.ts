import { z } from 'zod';
import type { Trouble } from '../../../process/log/trouble.ts';
import { whereMember } from '../../../process/records/quarantine.ts';
import { parseJson, readRecord, type Unread } from '../../../process/records/record.ts';
import type { PendingNotice } from '../../../runs/events.ts';
import { NOTICE, Notice } from '../../../runs/records/notice.ts';
import type { Bot } from '../../bot.ts';
import { NEWER_MS } from '../newer.ts';

/** A notice with the very text that stands for it in Redis. */
export type DueNotice = PendingNotice & { readonly member: string };

/**
 * Notices by run, in their order. Those that only a newer version can read are left to it; what no version can read, or what
 * belongs to no run, is set aside.
 */
export async function readNotices(
  bot: Bot,
  members: readonly string[],
  newer: Trouble,
): Promise<Map<string, DueNotice[]>> {
  const byRun = new Map<string, DueNotice[]>();
  const unreadable: Misfit[] = [];
  const left: string[] = [];
  for (const member of members) {
    const read = readRecord(NOTICE, member);
    if (read.ok) byRun.set(read.value.run, [...(byRun.get(read.value.run) ?? []), { ...read.value, member }]);
    else if (await isOfNewerVersion(bot, member, read)) left.push(member);
    else unreadable.push({ member, why: read.why });
  }
  await setAside(bot, unreadable);
  await leave(bot, left, newer);
  return byRun;
}

/** Notices of a run that cannot be read. */
export async function putAway(bot: Bot, notices: readonly DueNotice[], run: Unread, newer: Trouble): Promise<void> {
  const members = notices.map(({ member }) => member);
  if (run.newer) await leave(bot, members, newer);
  else
    await setAside(
      bot,
      members.map((member) => ({ member, why: `its run cannot be read: ${run.why}` })),
    );
}

/** By its version, or by a kind that this one does not know. Notices carry no seal, so the run must exist. */
async function isOfNewerVersion(bot: Bot, member: string, { newer }: Unread): Promise<boolean> {
  const notice = OfNewerVersion.safeParse(parseJson(member));
  if (!notice.success || !(newer || isUnknownKind(notice.data.notice))) return false;
  return (await bot.store.read(notice.data.run)) !== undefined;
}

function isUnknownKind(notice: unknown): boolean {
  const { data } = Kind.safeParse(notice);
  return data !== undefined && !Notice.options.some(({ shape }) => shape.kind.value === data.kind);
}

const OfNewerVersion = z.looseObject({ run: z.string(), notice: z.unknown() });
const Kind = z.looseObject({ kind: z.string() });

interface Misfit {
  readonly member: string;
  readonly why: string;
}

/** Takes notices out that can never be posted. */
async function setAside(bot: Bot, notices: readonly Misfit[]): Promise<void> {
  const members = notices.map(({ member, why }) => ({
    member,
    why,
    text: member,
    where: whereMember('notice', member),
  }));
  await bot.quarantine.move(bot.keys.notices, members);
}

/** Until a newer version runs again, in the same order. */
async function leave({ redis, keys, now }: Bot, members: readonly string[], newer: Trouble): Promise<void> {
  if (members.length === 0) return;
  newer.report({ notices: members.length });
  const until = now() + NEWER_MS;
  // Of equal moments Redis would order by the text.
  await redis.zadd(keys.notices, 'XX', ...members.flatMap((member, index) => [until + index, member]));
}

export async function dropNotice(bot: Bot, notice: DueNotice): Promise<void> {
  await bot.redis.zrem(bot.keys.notices, notice.member);
}

export async function postponeNotice(bot: Bot, notice: DueNotice, until: number): Promise<void> {
  await bot.redis.zadd(bot.keys.notices, 'XX', until, notice.member);
}
