import type { Run } from '../../../runs/run.ts';
import type { Bot } from '../../bot.ts';
import type { Card } from '../../cards/index.ts';
import { isDeleted } from '../../chat/chat-error.ts';
import type { Posted } from '../../records/run-place.ts';

/**
 * Writes the live card of a run; where somebody deleted it, a new message takes its place.
 * @returns where the live card is now
 */
export async function writeRunCard(bot: Bot, run: Run, posted: Posted, card: Card): Promise<Posted> {
  try {
    await bot.chat.update(posted.place, posted.messageId, { card });
    return posted;
  } catch (error) {
    if (!isDeleted(error)) throw error;
    const messageId = await bot.chat.post(posted.place, { card });
    const moved: Posted = { place: posted.place, messageId };
    await bot.records.moveRunCard(run.id, moved);
    bot.logger.warn({ run: run.id }, 'the run card was deleted, it was posted again');
    return moved;
  }
}
