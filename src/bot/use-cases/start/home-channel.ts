import { homeChannelOf } from '../../../process/config/home-channel.ts';
import { CodedError } from '../../../process/errors.ts';
import type { Bot } from '../../bot.ts';
import { lookupCard, noticeCard, postedElsewhereCard } from '../../cards/index.ts';
import type { ChatPlace } from '../../chat/chat.ts';
import { ChatError } from '../../chat/chat-error.ts';
import { messageLink } from '../../chat/message-link.ts';
import type { Posted } from '../../records/run-place.ts';
import type { CommandContext } from '../../spec/command.ts';

/** Whether nobody who may approve sees what is said here: a private chat, unless who asks may approve it too. */
export function isOutOfSight({ bot, command, roles }: CommandContext): boolean {
  if (command.place.kind !== 'personal') return false;
  return bot.config.approval.fourEyes || !roles.includes('approver');
}

/**
 * Begins the thread of a run in the home channel.
 * @param said the command with its tenant
 * @returns its first message, which becomes the run card
 * @throws CodedError when there is no such channel, or exo may not write in it: then nothing was begun
 */
export async function beginAtHome(context: CommandContext, said: string, tenant: string): Promise<Posted> {
  const { bot, command, id } = context;
  const home = homeOf(bot, command.place);
  if (!home) {
    throw new CodedError(
      'no-home-channel',
      'Nothing was started: no approver can see this chat.',
      `Say it in a channel where the approvers are: @exo ${said}. Or have homeChannel set in exo.config.yaml; then exo asks them there.`,
    );
  }
  const card = lookupCard({ kind: 'onboard', label: tenant, command: id, person: command.speaker.mention });
  try {
    return await bot.chat.begin(home.place, { card });
  } catch (error) {
    if (!(error instanceof ChatError) || error.kind === 'transient') throw error;
    throw new CodedError(
      'home-channel-closed',
      `Nothing was started: exo cannot write in the channel ${home.name}, where the approvers are.`,
      'Add exo to the team of this channel, or have homeChannel in exo.config.yaml changed.',
      { cause: error },
    );
  }
}

/** Tells whoever asked where it goes on. */
export async function sayWhere({ bot, command, reply }: CommandContext, posted: Posted): Promise<void> {
  const link = messageLink(posted.place, posted.messageId, bot.config.organisation.cloud);
  const channel = homeOf(bot, command.place)?.name ?? '';
  await reply({ card: postedElsewhereCard({ channel, ...(link ? { link } : {}) }) });
}

/** The thread that was begun for a command has no run after all. @param text why */
export async function leaveHome(bot: Bot, { place, messageId }: Posted, text: string): Promise<void> {
  await bot.chat.update(place, messageId, { card: noticeCard({ title: `Nothing begins here`, text }) });
}

/** The home channel, reached through the address from which Teams spoke just now. */
function homeOf({ config }: Bot, here: ChatPlace): { name: string; place: ChatPlace } | undefined {
  const channel = config.homeChannel === undefined ? undefined : homeChannelOf(config.homeChannel);
  return channel && { name: channel.name, place: { ...here, kind: 'channel', conversationId: channel.id } };
}
