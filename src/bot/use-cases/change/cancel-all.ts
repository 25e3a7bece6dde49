import { endGroup } from '../../../runs/groups/changes.ts';
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
const OPEN: ReadonlySet<Run['state']> = new Set(['working', 'waiting-approval', 'needs-person']);
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
  // First: otherwise they begin what is stopped here.
  for (const id of await bot.groups.openIds()) {
    await bot.groups.apply(id, (group) => endGroup(group, by));
    await writeCardsAgain(bot, id);
  }
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
  let more = 0;
  for await (const ids of openRuns(bot)) {
    let looked = 0;
    // What cannot be read does not count: it must not keep what can be stopped from its turn.
    while (looked < ids.length && stopped.length + suspending.length < MOST) {
      await Promise.all(ids.slice(looked, looked + SIDE_BY_SIDE).map(stop));
      looked += SIDE_BY_SIDE;
    }
    more += Math.max(ids.length - looked, 0);
  }
  bot.logger.warn({ by: by.id, stopped: stopped.length, more }, 'everything was cancelled');
  await reply({ card: cancelledAllCard({ stopped, suspending, left, more }) });
}

/** What the list of open runs names, and then what the rows of the tenants say: whoever takes a run out of a list does not hide it. */
async function* openRuns({ store, tenants, redis, keys }: Bot): AsyncGenerator<string[]> {
  const listed = new Set(await store.openIds());
  yield [...listed];
  const rows = await tenants.some(await redis.hkeys(keys.board));
  yield rows.flatMap(({ board }) => (board && OPEN.has(board.state) && !listed.has(board.run) ? [board.run] : []));
}
