import type { Bot } from '../bot.ts';
import type { Clock } from '../cards/time.ts';

export function clockOf(bot: Bot): Clock {
  return { now: bot.now(), timeZone: bot.timeZone };
}
