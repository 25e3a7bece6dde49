import type { Mode } from '../../process/config/exo-config.ts';
import type { Run, RunRequest } from '../../runs/run.ts';
import { runRequest } from '../../runs/run-request.ts';
import { TenantBusyError, TenantSuspendedError } from '../../runs/store-errors.ts';
import { lookupCard, noticeCard, unknownTenantCard } from '../cards/index.ts';
import { unmarked } from '../cards/text.ts';
import { type Clock, whenAt } from '../cards/time.ts';
import { writeCardsAgain } from '../delivery/run-message.ts';
import { type Posted, runPlaceOf } from '../records/run-place.ts';
import type { CommandContext } from '../spec/command.ts';
import { absentServers } from '../views/absent-servers.ts';
import { clockOf } from '../views/clock.ts';
import { runAsSeenFrom } from '../views/run-copy.ts';
import { findTenant } from './find-tenant.ts';
import { beginAtHome, isOutOfSight, leaveHome, sayWhere } from './home-channel.ts';
import { endOthers, fitsSuspension, sayEnded } from './suspension.ts';
import { tenantState } from './tenant-state.ts';

/** What was asked for: the tenant as it was named, and wishes. */
export interface Wish {
  readonly tenant: string;
  readonly mode?: Mode | undefined;
  /** Name of a server group. */
  readonly servers?: string | undefined;
}

/** A command as it was given, and the kind of run that it would begin. */
interface Wanted {
  readonly asked: RunRequest['kind'] | 'adopt';
  readonly kind: RunRequest['kind'];
  readonly args: Wish;
}

/** What may wait for an approver, who must see it. */
const WITH_APPROVERS: ReadonlySet<RunRequest['kind']> = new Set(['onboard', 'rotate', 'offboard']);

/**
 * Begins a run. The first thing is a card, before anything slow; the same message then becomes the run card, says
 * which tenant could have been meant, or shows the run that is open already.
 */
export async function startRun(
  asked: RunRequest['kind'] | 'adopt',
  args: Wish,
  context: CommandContext,
): Promise<void> {
  const kind = asked === 'adopt' ? 'onboard' : asked;
  const { bot, command, id, reply } = context;
  if (context.isDone('begun') || (await hasBegun(context))) return;
  const messageId = await context.begin({
    card: lookupCard({ kind, label: args.tenant, command: id, person: command.speaker.mention }),
  });
  const found = await findTenant(bot.config, bot.resolveTenant, args.tenant);
  if (found.kind === 'unknown') {
    await reply({
      card: unknownTenantCard({
        reference: args.tenant,
        near: found.near,
        advice: found.reason,
        command: asked,
        wish: wishOf(args),
      }),
    });
    return;
  }
  const { suspension, known } = await tenantState(bot, kind, found.tenant);
  if (!(await fitsSuspension(kind, found.tenant.label, suspension, context))) return;
  const here: Posted = { place: command.place, messageId };
  if (kind === 'rotate' && !known.replaces) {
    const text = `exo keeps no certificate of ${found.tenant.label}: onboard it first.`;
    await reply({ card: noticeCard({ title: `Nothing to rotate in ${found.tenant.label}`, text }) });
    return;
  }
  const open = await bot.store.openRun(found.tenant.id);
  const goesHome = WITH_APPROVERS.has(kind) && !open && isOutOfSight(context);
  const wanted = {
    kind,
    tenant: found.tenant,
    settings: found.settings,
    mode: args.mode,
    serverGroup: args.servers,
    requester: { id: command.speaker.id ?? '', name: command.speaker.name },
    adopt: asked === 'adopt',
    ...known,
  } as const;
  // What the configuration lacks is said before anything stands in the home channel.
  const checked = runRequest(bot.config, { ...wanted, place: { runCard: here, command: id } });
  const absent = kind === 'offboard' ? (await absentServers(bot, checked.servers)).map(({ server }) => server) : [];
  const runCardPlace = goesHome ? await beginAtHome(context, `${asked} ${args.tenant}`, args.tenant) : here;
  const place = { runCard: runCardPlace, command: id };
  const request = runRequest(bot.config, { ...wanted, place, ...(absent.length > 0 ? { absent } : {}) });
  let ended: string[] = [];
  try {
    // From here on delivery draws the card: the place travels inside the run.
    await context.once('begun', async () => {
      const run = await bot.store.create(request, id);
      // Carried out before, while another run of the tenant was open, which may be over by now.
      if (runPlaceOf(run)?.command !== id) throw new TenantBusyError(run.id);
      bot.logger.info({ run: run.id, tenant: request.tenant.id, by: request.requester.id }, 'run begun');
      ended = await endOthers(request, context);
      // A command that is carried out again finds the run that it began, and has written over its card above.
      await writeCardsAgain(bot, run.id);
      if (goesHome) await sayWhere(context, runCardPlace);
    });
    await context.once('ended', () => sayEnded(ended, kind, request.requester, context));
  } catch (error) {
    if (goesHome && error instanceof TenantSuspendedError) await leaveHome(bot, runCardPlace, error.message);
    if (!(error instanceof TenantBusyError)) throw error;
    if (goesHome) {
      const text = `It was asked for twice at the same time. ${error.run} goes on with it.`;
      await leaveHome(bot, runCardPlace, text);
    }
    await showOpenRun(error, here, { asked, kind, args }, context);
  }
}

/** Whether the command began its run before: then its message is the run's live card, and nothing is written over it. */
async function hasBegun(context: CommandContext): Promise<boolean> {
  const { bot, id, once } = context;
  const begun = await bot.store.begunBy(id);
  const run = begun === undefined ? undefined : await bot.store.get(begun);
  if (!run || runPlaceOf(run)?.command !== id) return false;
  await once('begun', async () => {
    await endOthers(run.request, context);
    await writeCardsAgain(bot, run.id);
  });
  return true;
}

/** The tenant's open run: its live card moves here, so that whoever asked can follow it. */
async function showOpenRun(
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
  await context.reply({ card: await runAsSeenFrom(bot, run, isPrivate ? undefined : old?.messageId) });
  if (!isPrivate) {
    await bot.records.moveRunCard(run.id, here);
    await writeCardsAgain(bot, run.id);
    if (old && old.messageId !== here.messageId) await leaveNotice(context, run, old);
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

/** As it is typed after the tenant. */
function wishOf({ mode, servers }: Wish): string {
  return [...(mode ? [`mode=${mode}`] : []), ...(servers ? [`servers=${servers}`] : [])].join(' ');
}
