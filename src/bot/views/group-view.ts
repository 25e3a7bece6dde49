import type { Group } from '../../runs/groups/group.ts';
import { memberNow } from '../../runs/groups/member-now.ts';
import { holderNames } from '../access/people.ts';
import type { Bot } from '../bot.ts';
import type { GroupView, MemberLine } from '../cards/index.ts';
import { clockOf } from './clock.ts';

/** A group and how each of its tenants is doing. */
export async function groupView(bot: Bot, group: Group): Promise<GroupView> {
  const asked = new Set(group.ask?.list.subjects ?? []);
  const members = await Promise.all(
    group.members.map(async (member): Promise<MemberLine> => {
      const run = member.run !== undefined && !member.end ? await bot.store.get(member.run) : undefined;
      const isAsked = run?.gate?.state === 'open' && asked.has(run.gate.planHash);
      const subject = isAsked ? (run.gate?.subject ?? undefined) : undefined;
      return { label: member.label, run: member.run, now: memberNow(member, run), subject };
    }),
  );
  return { ...clockOf(bot), group, members, approvers: holderNames(bot.config.roles.approver) };
}
