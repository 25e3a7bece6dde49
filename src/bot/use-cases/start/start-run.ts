import type { Run, RunRequest } from '../../../runs/run.ts';
import { runRequest } from '../../../runs/run-request.ts';
import { TenantBusyError, TenantSuspendedError } from '../../../runs/store/store-errors.ts';
import { lookupCard, noticeCard, unknownTenantCard } from '../../cards/index.ts';
import { writeCardsAgain } from '../../delivery/redraw-queue.ts';
import { type Posted, runPlaceOf } from '../../records/run-place.ts';
import type { CommandContext } from '../../spec/command.ts';
import { absentServers } from '../../views/absent-servers.ts';
import { findTenant, type KnownTenant } from '../find/find-tenant.ts';
import { earlierRun, isLiveCard } from '../find/shown-run.ts';
import { beginAtHome, isOutOfSight, leaveHome, sayWhere } from './home-channel.ts';
import { showOpenRun, type Wish } from './show-open-run.ts';
import { endOthers, fitsSuspension, sayEnded } from './suspension.ts';
import { tenantState } from './tenant-state.ts';

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
  if (context.isDone('begun')) return;
  const earlier = await earlierRun(bot, id);
  if (earlier && (await hasBegun(earlier, context))) return;
  const messageId = await context.begin({
    card: lookupCard({ kind, label: args.tenant, command: id, person: command.speaker.mention }),
  });
  const here: Posted = { place: command.place, messageId };
  if (earlier && (await isLiveCard(bot, earlier, messageId))) {
    await showOpenRun(new TenantBusyError(earlier.id), here, { asked, kind, args }, context);
    return;
  }
  const found = await findTenant(bot.config, bot.resolveTenant, args.tenant, (label) => knownTenant(bot, label));
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
  if ((kind === 'rotate' && !known.replaces) || (kind === 'check' && !known.standing)) {
    const text = `exo keeps no certificate of ${found.tenant.label}: onboard it first.`;
    await reply({ card: noticeCard({ title: `Nothing to ${kind} in ${found.tenant.label}`, text }) });
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

/** By its row: the index may lead to any tenant. */
async function knownTenant({ index, tenants }: CommandContext['bot'], label: string): Promise<KnownTenant | undefined> {
  await index.settled();
  const found = await tenants.find(label);
  const row = found?.board ?? found?.onboarded;
  return row?.label.toLowerCase() === label ? row : undefined;
}

/** Whether the command began this run before: then its message is the run's live card, and nothing is written over it. */
async function hasBegun(run: Run, context: CommandContext): Promise<boolean> {
  const { bot, command, id, once } = context;
  const begun = runPlaceOf(run);
  if (begun?.command !== id) return false;
  await once('begun', async () => {
    await endOthers(run.request, context);
    await writeCardsAgain(bot, run.id);
    if (begun.runCard.place.conversationId !== command.place.conversationId) await sayWhere(context, begun.runCard);
  });
  return true;
}

/** As it is typed after the tenant. */
function wishOf({ mode, servers }: Wish): string {
  return [...(mode ? [`mode=${mode}`] : []), ...(servers ? [`servers=${servers}`] : [])].join(' ');
}
