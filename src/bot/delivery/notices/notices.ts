import { whereMember } from '../../../process/quarantine.ts';
import { readRecord } from '../../../process/record.ts';
import type { PendingNotice } from '../../../runs/events.ts';
import { NOTICE } from '../../../runs/records/notice.ts';
import type { Bot } from '../../bot.ts';

/** A notice with the very text that stands for it in Redis. */
export type DueNotice = PendingNotice & { readonly member: string };

/** Notices by run, in their order. What cannot be read is set aside. */
export async function readNotices(bot: Bot, members: readonly string[]): Promise<Map<string, DueNotice[]>> {
  const notices = new Map<string, DueNotice[]>();
  const unreadable: Misfit[] = [];
  for (const member of members) {
    const read = readRecord(NOTICE, member);
    if (read.ok) notices.set(read.value.run, [...(notices.get(read.value.run) ?? []), { ...read.value, member }]);
    else unreadable.push({ member, why: read.why });
  }
  await setAsideNotices(bot, unreadable);
  return notices;
}

interface Misfit {
  readonly member: string;
  readonly why: string;
}

/** Takes notices out that can never be posted. */
export async function setAsideNotices(bot: Bot, notices: readonly Misfit[]): Promise<void> {
  const members = notices.map(({ member, why }) => ({
    member,
    why,
    text: member,
    where: whereMember('notice', member),
  }));
  await bot.quarantine.move(bot.keys.notices, members);
}

export async function dropNotice(bot: Bot, notice: DueNotice): Promise<void> {
  await bot.redis.zrem(bot.keys.notices, notice.member);
}

export async function postponeNotice(bot: Bot, notice: DueNotice, until: number): Promise<void> {
  await bot.redis.zadd(bot.keys.notices, 'XX', until, notice.member);
}
