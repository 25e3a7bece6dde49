import { z } from 'zod';
import type { PendingNotice } from '../../runs/store.ts';
import type { Bot } from '../bot.ts';

const Notice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('approval-asked'), round: z.number() }),
  z.object({ kind: z.literal('approval-closed'), round: z.number() }),
  z.object({ kind: z.literal('needs-person'), step: z.string(), attempt: z.number() }),
  z.object({ kind: z.literal('finished') }),
  z.object({ kind: z.literal('closed') }),
]);
const Pending: z.ZodType<PendingNotice> = z.object({ id: z.string(), run: z.string(), notice: Notice });

/** A notice with the very text that stands for it in Redis. */
export interface DueNotice extends PendingNotice {
  readonly member: string;
}

/** Notices that are due, oldest first, by run. */
export async function dueNotices(bot: Bot, limit: number): Promise<Map<string, DueNotice[]>> {
  const members = await bot.redis.zrangebyscore(bot.keys.notices, '-inf', bot.now(), 'LIMIT', 0, limit);
  const notices = new Map<string, DueNotice[]>();
  for (const member of members) {
    const pending = Pending.parse(JSON.parse(member));
    notices.set(pending.run, [...(notices.get(pending.run) ?? []), { ...pending, member }]);
  }
  return notices;
}

export async function dropNotice(bot: Bot, notice: DueNotice): Promise<void> {
  await bot.redis.zrem(bot.keys.notices, notice.member);
}

export async function postponeNotice(bot: Bot, notice: DueNotice, until: number): Promise<void> {
  await bot.redis.zadd(bot.keys.notices, 'XX', until, notice.member);
}
