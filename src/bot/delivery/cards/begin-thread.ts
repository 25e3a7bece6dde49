import type { Run } from '../../../runs/run.ts';
import type { Bot } from '../../bot.ts';
import { runCard } from '../../cards/index.ts';
import { beginPlaceOf } from '../../records/begin-place.ts';
import type { Posted } from '../../records/run-place.ts';
import { runView } from '../../views/run-view.ts';

/** Posts the first card of a run that exo began by itself; its message is the live card from then on. */
export async function beginThread(bot: Bot, run: Run): Promise<Posted | undefined> {
  const place = beginPlaceOf(run, bot.config);
  if (!place) return undefined;
  const message = { card: runCard(run, await runView(bot, run)) };
  const posted =
    place.kind === 'channel'
      ? await bot.chat.begin(place, message)
      : { place, messageId: await bot.chat.post(place, message) };
  await bot.records.moveRunCard(run.id, posted);
  bot.logger.info({ run: run.id }, 'posted the card of a run that began by itself');
  return posted;
}
