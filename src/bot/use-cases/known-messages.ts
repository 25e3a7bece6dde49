import type { Run } from '../../runs/run.ts';
import type { Bot } from '../bot.ts';

/**
 * Every message that shows a run or asks about it, of all tenants: none of them is closed because a click says that it is
 * about another run. Reads a lot; only clicks that are not as exo posted them need it.
 */
export async function knownMessages(bot: Bot): Promise<Set<string>> {
  const rows = await bot.store.board();
  const all = rows.map(async (row) => {
    const run = await bot.store.get(row.run);
    return run ? messagesOf(bot, run) : [];
  });
  return new Set((await Promise.all(all)).flat());
}

async function messagesOf({ records }: Bot, run: Run): Promise<string[]> {
  const rounds = Array.from({ length: run.gate?.round ?? 0 }, (_, index) => index + 1);
  const posted = await Promise.all([records.runCard(run), ...rounds.map((round) => records.approval(run.id, round))]);
  return posted.flatMap((each) => (each ? [each.messageId] : []));
}
