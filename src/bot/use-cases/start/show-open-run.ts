import type { Mode } from '../../../process/config/exo-config.ts';
import type { Run, RunRequest } from '../../../runs/run.ts';
import type { TenantBusyError } from '../../../runs/store/store-errors.ts';
import { noticeCard } from '../../cards/index.ts';
import { unmarked } from '../../cards/text.ts';
import { type Clock, whenAt } from '../../cards/time.ts';
import { writeCardsAgain } from '../../delivery/redraw-queue.ts';
import { type Posted, runPlaceOf } from '../../records/run-place.ts';
import type { CommandContext } from '../../spec/command.ts';
import { clockOf } from '../../views/clock.ts';
import { runAsSeenFrom } from '../../views/run-copy.ts';
import { sayWhere } from './home-channel.ts';

/** What was asked for: the tenant as it was named, and wishes. */
export interface Wish {
  readonly tenant: string;
  readonly mode?: Mode | undefined;
  /** Name of a server group. */
  readonly servers?: string | undefined;
}

/** A command as it was given, and the kind of run that it would begin. */
export interface Wanted {
  readonly asked: RunRequest['kind'] | 'adopt';
  readonly kind: RunRequest['kind'];
  readonly args: Wish;
}

/** The tenant's open run: its live card moves here, so that whoever asked can follow it. */
export async function showOpenRun(
  busy: TenantBusyError,
  here: Posted,
  wanted: Wanted,
  context: CommandContext,
): Promise<void> {
  const { bot } = context;
  const run = await bot.store.get(busy.run);
  if (!run) throw busy;
  const begun = runPlaceOf(run);
  if (begun?.command === context.id) {
    // The command ran before and died just after it had begun this very run: its card was overwritten above.
    if (begun.runCard.messageId !== here.messageId) await sayWhere(context, begun.runCard);
    else await writeCardsAgain(bot, run.id);
    return;
  }
  const old = await bot.records.runCard(run);
  const isPrivate = here.place.kind === 'personal' && old !== undefined && old.place.kind !== 'personal';
  if (old?.messageId === here.messageId) await writeCardsAgain(bot, run.id);
  else await context.reply({ card: await runAsSeenFrom(bot, run, isPrivate ? undefined : old?.messageId) });
  if (!isPrivate && old?.messageId !== here.messageId) {
    await bot.records.moveRunCard(run.id, here);
    await writeCardsAgain(bot, run.id);
    if (old) await leaveNotice(context, run, old);
  }
  await context.once('told', async () => {
    await bot.chat.post(here.place, { text: alreadyWorking(run, isPrivate, clockOf(bot)) + dropped(run, wanted) });
  });
}

async function leaveNotice({ bot, command }: CommandContext, run: Run, old: Posted): Promise<void> {
  const title = `${run.id}: the live card has moved`;
  const text = `${command.speaker.name} asked for ${run.request.tenant.label} again; the card is now there.`;
  try {
    await bot.chat.update(old.place, old.messageId, { card: noticeCard({ title, text }) });
  } catch (error) {
    // The old message may be gone with its conversation; the live card is elsewhere already.
    bot.logger.warn({ err: error, run: run.id }, 'the old run card could not be marked as moved');
  }
}

function alreadyWorking(run: Run, isPrivate: boolean, clock: Clock): string {
  const where = isPrivate ? 'Its live card stays in the channel.' : 'Its live card is now here.';
  const who = unmarked(run.request.requester.name);
  return `${run.id} is already working, started by ${who} ${whenAt(run.createdAt, clock)}. ${where}`;
}

/** What was wished for and does not hold for a run that is open already. */
function dropped(run: Run, { asked, kind, args: { tenant, mode, servers } }: Wanted): string {
  const { request } = run;
  if (kind !== request.kind) {
    const command = unmarked(`${asked} ${tenant}`);
    return ` Nothing of "${command}" has begun: wait until ${run.id} ends, or say @exo cancel ${run.id} first; then ask again.`;
  }
  const parts = [
    ...(mode && mode !== request.mode ? [`in mode ${request.mode}, not ${mode}`] : []),
    ...(servers && servers !== request.serverGroup ? [`on the servers of ${request.serverGroup}, not ${servers}`] : []),
  ];
  if (parts.length === 0) return '';
  return ` It goes on ${parts.join(', ')}. If you want it otherwise, cancel ${run.id} first.`;
}
