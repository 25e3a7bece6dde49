import type { Run } from '../../../runs/run.ts';
import type { Bot } from '../../bot.ts';

/** How many runs are read at once: nobody else waits for Redis while this is looked up. */
const AT_ONCE = 20;

/**
 * Whether a message shows a run or asks about one, of all tenants: such a message is not closed because a click says that
 * it is about another run. It reads until the message is found: the others only for a click that is not as exo posted it.
 * @param likely the run whose message it should be
 */
export async function isKnownMessage(bot: Bot, messageId: string, likely?: Run): Promise<boolean> {
  if (likely && (await messagesOf(bot, likely)).includes(messageId)) return true;
  const rows = await bot.store.board();
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const found = await Promise.all(rows.slice(from, from + AT_ONCE).map(({ run }) => shows(bot, run, messageId)));
    if (found.includes(true)) return true;
  }
  return false;
}

async function shows(bot: Bot, id: string, messageId: string): Promise<boolean> {
  const run = await bot.store.get(id);
  return run !== undefined && (await messagesOf(bot, run)).includes(messageId);
}

async function messagesOf({ records }: Bot, run: Run): Promise<string[]> {
  const rounds = Array.from({ length: run.gate?.round ?? 0 }, (_, index) => index + 1);
  const posted = await Promise.all([records.runCard(run), ...rounds.map((round) => records.approval(run.id, round))]);
  return posted.flatMap((each) => (each ? [each.messageId] : []));
}
