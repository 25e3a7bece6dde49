import type { Person, Run } from '../../../runs/run.ts';
import { type Approvers, approversOf, type EntraPerson } from '../../access/approvers.ts';
import type { Bot } from '../../bot.ts';
import type { Reach } from '../../cards/index.ts';
import type { ChatPlace, Member, Mention } from '../../chat/chat.ts';
import { ChatError } from '../../chat/chat-error.ts';

/** More on one card is noise, and makes it large. */
const MOST_MENTIONS = 20;

/** Who can be told of a run's approval that is posted in this place. */
export async function reachApprovers(bot: Bot, run: Run, place: ChatPlace): Promise<Reach> {
  const { approval, requester } = run.request;
  const except = approval.fourEyes ? requester.id : undefined;
  const [approvers, members] = await Promise.all([
    approversOf(bot.config.roles.approver, except, bot.groupMembers, bot.logger),
    membersOf(bot, place),
  ]);
  const where = place.kind === 'channel' ? 'team' : 'chat';
  if (members) return reachIn(approvers, new Map(members.map((member) => [member.id, member])), where);
  const all = everybody(approvers);
  const known = await bot.people.find(all);
  // Adaptive Cards take the Entra id too: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format#microsoft-entra-object-id-and-upn-in-user-mention
  const mentions = all.map(({ id, name }, index) => known[index]?.mention ?? { id, name });
  return { ...limited(mentions), missed: unread(approvers), checked: false, where };
}

/** The admins beside somebody who is told anyway, as far as they can be read. */
export async function adminsBeside(bot: Bot, { id }: Person): Promise<EntraPerson[]> {
  const admins = await approversOf(bot.config.roles.admin, id, bot.groupMembers, bot.logger);
  return everybody(admins).slice(0, MOST_MENTIONS);
}

/** Those of the approvers who are here; a group is reached when one of its people is. */
function reachIn(approvers: Approvers, here: ReadonlyMap<string, Member>, where: Reach['where']): Reach {
  const present = everybody(approvers).flatMap(({ id }) => here.get(id) ?? []);
  const absent = approvers.persons.filter(({ id }) => !here.has(id)).map(({ name }) => `${name}, not in this ${where}`);
  const empty = approvers.groups.flatMap(({ name, members }) =>
    members && !members.some(({ id }) => here.has(id))
      ? [`${name}, none of its ${members.length} members is in this ${where}`]
      : [],
  );
  const mentions = present.map(({ mention, name }): Mention => ({ id: mention, name }));
  return { ...limited(mentions), missed: [...absent, ...empty, ...unread(approvers)], checked: true, where };
}

function limited(mentions: readonly Mention[]): Pick<Reach, 'mentions' | 'more'> {
  const more = Math.max(0, mentions.length - MOST_MENTIONS);
  return { mentions: mentions.slice(0, MOST_MENTIONS), more };
}

function unread({ groups }: Approvers): string[] {
  return groups.flatMap(({ name, members }) =>
    members ? [] : [`${name}, its members could not be read in Microsoft Entra`],
  );
}

/** Every person once, however many roles and groups name them. */
function everybody({ persons, groups }: Approvers): EntraPerson[] {
  const all = [...persons, ...groups.flatMap(({ members }) => members ?? [])];
  return [...new Map(all.map((person) => [person.id, person])).values()];
}

async function membersOf(bot: Bot, place: ChatPlace): Promise<readonly Member[] | undefined> {
  try {
    return await bot.chat.members(place);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    bot.logger.warn({ err: error, advice: error.advice }, 'members of a conversation could not be read');
    return undefined;
  }
}
