import type { Bot } from '../../bot.ts';
import { welcomeCard } from '../../cards/index.ts';
import type { ChatPlace } from '../../chat/chat.ts';
import { channelKey } from '../../chat/chat.ts';
import type { CommandInfo } from '../../spec/command.ts';
import { welcomeView } from '../../views/help-view.ts';

const REMEMBERED_SECONDS = 365 * 24 * 3600;

/** Introduces exo once in each conversation of the home tenant; Teams reports an installation several times. */
export async function welcome(bot: Bot, commands: readonly CommandInfo[], place: ChatPlace): Promise<void> {
  if (place.tenantId !== bot.config.organisation.tenantId || place.channelId !== 'msteams') return;
  const key = `${bot.keys.prefix}:welcomed:${channelKey(place)}`;
  if ((await bot.redis.set(key, '1', 'EX', REMEMBERED_SECONDS, 'NX')) === null) return;
  try {
    await bot.chat.post(place, { card: welcomeCard(welcomeView(bot, commands)) });
  } catch (error) {
    await bot.redis.del(key);
    throw error;
  }
}
