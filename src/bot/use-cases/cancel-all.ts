import { hasRight } from '../../runs/rights.ts';
import { isFinal, type Run } from '../../runs/run.ts';
import { lacksRight } from '../access/lacks-right.ts';
import { cancelledAllCard } from '../cards/index.ts';
import { writeCardsAgain } from '../delivery/redraw-queue.ts';
import { actorOf } from '../spec/action.ts';
import type { CommandContext } from '../spec/command.ts';

/** More than this are stopped by saying it again: whoever breaks the glass gets an answer soon. */
const MOST = 500;
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
  const { ids, more } = await bot.store.openIds(MOST);
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
  for (let start = 0; start < ids.length; start += SIDE_BY_SIDE) {
    await Promise.all(ids.slice(start, start + SIDE_BY_SIDE).map(stop));
  }
  bot.logger.warn({ by: by.id, stopped: stopped.length, more }, 'everything was cancelled');
  await reply({ card: cancelledAllCard({ stopped, suspending, left, more }) });
}
