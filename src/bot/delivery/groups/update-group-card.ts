import type { Group } from '../../../runs/groups/group.ts';
import { approversOf } from '../../access/approvers.ts';
import type { Bot } from '../../bot.ts';
import { groupCard } from '../../cards/index.ts';
import { unmarked } from '../../cards/text.ts';
import type { ChatPlace } from '../../chat/chat.ts';
import { ChatError, isDeleted } from '../../chat/chat-error.ts';
import { groupView } from '../../views/group-view.ts';
import type { Lease } from '../lock/run-lock.ts';
import type { RedrawQueue } from '../redraw-queue.ts';

const TRANSIENT_MS = 5_000;
const GONE_MS = 15 * 60_000;
/** Its runs change without it. */
const LOOK_AGAIN_MS = 5_000;

/** Brings the card of a group up to date, and tells people what they must know of: asked, stopped, done. */
export async function updateGroupCard(from: Bot, queue: RedrawQueue, id: string, lease: Lease): Promise<void> {
  const bot = { ...from, chat: lease.chat };
  const group = await bot.groups.get(id);
  const posted = group && (await bot.records.groupCard(group));
  if (!group || !posted) return queue.drop(id);
  try {
    const view = await groupView(bot, group);
    const card = groupCard(view);
    const shown = JSON.stringify(card);
    let { messageId } = posted;
    if (lease.isUnsettled || (await bot.records.shown(id)) !== shown) {
      messageId = await write(bot, group, posted, card);
      await bot.records.saveShown(id, shown);
      lease.madeGood();
    }
    const { ask } = group;
    if (group.state === 'waiting-approval' && ask) {
      // A click counts on this message, for what stands on it.
      await bot.records.saveApproval(id, ask.list.round, { place: posted.place, messageId, planHash: ask.hash });
    }
    await tell(bot, group, posted.place);
    await queue.done(id, group.version, bot.now());
    if (group.finishedAt === undefined) await queue.lookAgain(id, bot.now() + LOOK_AGAIN_MS);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    bot.logger.warn({ group: id, err: error, advice: error.advice }, 'card of a group could not be changed');
    const pause = error.kind === 'transient' ? (error.retryAfterMs ?? TRANSIENT_MS) : GONE_MS;
    await queue.postpone(id, bot.now() + pause);
  }
}

async function write(
  bot: Bot,
  group: Group,
  { place, messageId }: { readonly place: ChatPlace; readonly messageId: string },
  card: ReturnType<typeof groupCard>,
): Promise<string> {
  try {
    await bot.chat.update(place, messageId, { card });
    return messageId;
  } catch (error) {
    if (!isDeleted(error)) throw error;
    const moved = { place, messageId: await bot.chat.post(place, { card }) };
    await bot.records.moveRunCard(group.id, moved);
    return moved.messageId;
  }
}

/** Each line once: only a new message notifies anybody. */
async function tell(bot: Bot, group: Group, place: ChatPlace): Promise<void> {
  const { requester, stop, ask, state } = group;
  const own = await bot.people.find([requester]);
  if (state === 'waiting-approval' && ask) {
    const except = group.approval.fourEyes ? requester.id : undefined;
    const { persons, groups } = await approversOf(bot.config.roles.approver, except, bot.groupMembers, bot.logger);
    const people = await bot.people.find([...persons, ...groups.flatMap(({ members }) => members ?? [])].slice(0, 20));
    const text = `${called(people)} approval needed for ${ask.list.subjects.length} tenants, all on the card above.`;
    await once(bot, group, `asked ${ask.list.round}`, place, text, people);
  }
  if (state === 'stopped' && stop) {
    const text = `${called(own)} stopped: ${unmarked(stop.label)}, ${unmarked(stop.text, 300)} Nothing new begins; Continue or Stop on the card above.`;
    await once(bot, group, `stopped ${group.stops}`, place, text, own);
  }
  if (state === 'finished') await once(bot, group, 'finished', place, `${called(own)} done: see the card above.`, own);
}

type People = Awaited<ReturnType<Bot['people']['find']>>;

async function once(bot: Bot, { id }: Group, name: string, place: ChatPlace, text: string, people: People) {
  if (await bot.records.wasPosted(id, name)) return;
  const mentions = people.flatMap(({ mention }) => mention ?? []);
  await bot.chat.post(place, { text, ...(mentions.length > 0 ? { mentions } : {}) });
  await bot.records.markPosted(id, name);
}

function called(people: People): string {
  return people.map(({ name, mention }) => (mention ? `<at>${mention.name}</at>` : unmarked(name))).join(' ');
}
