import type { Run } from '../../runs/run.ts';
import type { Bot } from '../bot.ts';
import { type Card, runCard } from '../cards/index.ts';
import type { ChatPlace } from '../chat/chat.ts';
import { messageLink } from '../chat/message-link.ts';
import { runView } from './run-view.ts';

const WHERE: Readonly<Record<ChatPlace['kind'], string>> = {
  channel: 'in a channel',
  group: 'in a group chat',
  personal: 'in the private chat in which it was asked for',
};

/**
 * A run as it is now, for a message that is not its live card.
 * @param here the message in which it is shown: where that is the live card, it is shown as such
 */
export async function runAsSeenFrom(bot: Bot, run: Run, here: string | undefined): Promise<Card> {
  const [view, live] = await Promise.all([runView(bot, run), bot.records.runCard(run)]);
  if (!live || live.messageId === here) return runCard(run, view);
  const link = messageLink(live.place, live.messageId, bot.config.organisation.cloud);
  return runCard(run, view, { where: WHERE[live.place.kind], ...(link ? { link } : {}) });
}
