import { hasRight } from '../../../runs/rights.ts';
import { isFinal, type Run } from '../../../runs/run.ts';
import { lacksRight } from '../../access/lacks-right.ts';
import type { Bot } from '../../bot.ts';
import { cancelledAllCard } from '../../cards/index.ts';
import { writeCardsAgain } from '../../delivery/redraw-queue.ts';
import { actorOf } from '../../spec/action.ts';
import type { CommandContext } from '../../spec/command.ts';

/** More than this are stopped by saying it again: whoever breaks the glass gets an answer soon. */
const MOST = 500;
/** Rows of tenants that are looked at beside the list of open runs. */
const MOST_ROWS = 2000;
const SIDE_BY_SIDE = 20;

/** `--all`; phones make one long dash of two short ones. */
export function meansAll(subject: string): boolean {
  return /^[-\u2013\u2014]*all$/i.test(subject);
}

/** Stops every open run but those that suspend a tenant, and says what was where. */
export async function cancelAll(context: CommandContext): Promise<void> {
  const { bot, command, roles, reply } = context;
  if (!hasRight(roles, 'administer')) {
    await reply({ text: lacksRight(bot.config, 'administer') });
    return;
  }
  const by = actorOf(command.speaker, roles);
  const ids = await openRuns(bot);
  const stopped: Run[] = [];
  const suspending: Run[] = [];
  const left: string[] = [];
  async function stop(id: string): Promise<void> {
    const run = await bot.store.get(id);
    if (run?.request.kind === 'suspend' && !isFinal(run)) {
      suspending.push(run);
      return;
    }
    const applied = run && (await bot.store.apply(id, { type: 'cancel', by }));
    if (!applied || applied.refusal) left.push(id);
    else stopped.push(run);
    if (applied) await writeCardsAgain(bot, id);
  }
  let looked = 0;
  // What cannot be read does not count: it must not keep what can be stopped from its turn.
  while (looked < ids.length && stopped.length + suspending.length < MOST) {
    await Promise.all(ids.slice(looked, looked + SIDE_BY_SIDE).map(stop));
    looked += SIDE_BY_SIDE;
  }
  const more = Math.max(ids.length - looked, 0);
  bot.logger.warn({ by: by.id, stopped: stopped.length, more }, 'everything was cancelled');
  await reply({ card: cancelledAllCard({ stopped, suspending, left, more }) });
}

/** By the rows of the tenants and by the list of open runs: whoever takes one out of the list does not hide it so. */
async function openRuns(bot: Bot): Promise<string[]> {
  await bot.index.settled();
  const { tenants } = await bot.tenants.page({ kinds: ['needs', 'working'] }, 0, MOST_ROWS);
  const shown = tenants.flatMap(({ board }) => (board ? [board.run] : []));
  return [...new Set([...shown, ...(await bot.store.openIds())])];
}
