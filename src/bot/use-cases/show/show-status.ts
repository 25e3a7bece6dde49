import { isFinal } from '../../../runs/run.ts';
import type { Bot } from '../../bot.ts';
import { type Card, hintCard, statusCard, tenantCard } from '../../cards/index.ts';
import { TenantFilter } from '../../chat/tenant-filter.ts';
import { nearest } from '../../language/nearest.ts';
import { actorOf } from '../../spec/action.ts';
import type { CommandContext } from '../../spec/command.ts';
import { runAsSeenFrom } from '../../views/run-copy.ts';
import { runView } from '../../views/run-view.ts';
import { statusView } from '../../views/status-view.ts';
import { findRun } from '../find/find-run.ts';
import { configuredTenant } from '../find/find-tenant.ts';
import { sayUnknownSubject } from '../find/misunderstood.ts';

/** What was said after `status`. */
export interface StatusWish {
  readonly show?: TenantFilter['show'] | undefined;
  readonly days?: number | undefined;
  readonly subject?: string | undefined;
  readonly server?: string | undefined;
}

/** The overview, some of the tenants, or what a tenant or a run is doing. */
export async function showStatus(wish: StatusWish, context: CommandContext): Promise<void> {
  const { bot, reply } = context;
  const { show, server, days } = wish;
  // Days belong to what expires; of anything else a number is a part of a name.
  const isExpiring = show === 'expiring';
  const word = wish.subject ?? (days !== undefined && !isExpiring ? String(days) : undefined);
  if (server !== undefined && !servers(bot).includes(server.toLowerCase())) return sayUnknownServer(server, context);
  if (show === undefined && server === undefined) {
    if (word === undefined) {
      await reply({ card: await listed(undefined, context) });
      return;
    }
    const card = (await cardAbout(bot, word)) ?? (await namedLike(word, context));
    if (card) await reply({ card });
    else await sayUnknownSubject(context, word, TenantFilter.shape.show.unwrap().options);
    return;
  }
  const filter: TenantFilter = {
    show: show ?? 'all',
    ...(isExpiring && days !== undefined ? { days } : {}),
    ...(server === undefined ? {} : { server }),
    ...(word === undefined ? {} : { word }),
  };
  await reply({ card: await listed(filter, context) });
}

async function listed(filter: TenantFilter | undefined, context: CommandContext): Promise<Card> {
  const viewer = actorOf(context.command.speaker, context.roles);
  return statusCard(await statusView(context.bot, viewer, filter && { filter, page: 0 }));
}

/** The tenants with a part of a name; undefined when there is none, and for the whole name of one that was never onboarded. */
async function namedLike(word: string, context: CommandContext): Promise<Card | undefined> {
  if (configuredTenant(context.bot.config, word.toLowerCase())) return undefined;
  const filter: TenantFilter = { show: 'all', word };
  const viewer = actorOf(context.command.speaker, context.roles);
  const view = await statusView(context.bot, viewer, { filter, page: 0 });
  const hasAny = view.rows.length + view.onboarded.length + view.configured.length > 0;
  return hasAny ? statusCard(view) : undefined;
}

function servers({ config }: Bot): string[] {
  const all = Object.values(config.serverGroups).flatMap((group) => group.servers);
  return [...new Set(all.map(({ name }) => name.toLowerCase()))];
}

async function sayUnknownServer(typed: string, { bot, reply }: CommandContext): Promise<void> {
  const known = servers(bot);
  const [near] = nearest(typed, known, 1);
  const names = known.length > 0 ? ` There are ${known.slice(0, 8).join(', ')}.` : '';
  const text = `There is no MID server "${typed.slice(0, 80)}" in the configuration.${names}`;
  await reply({ card: hintCard({ text, command: near && `status server ${near}` }) });
}

/** The run that is named or open; for a tenant with nothing open its suspension, or its hand-over. */
async function cardAbout(bot: Bot, subject: string): Promise<Card | undefined> {
  const run = await findRun(bot, subject);
  if (!run) return undefined;
  if (!isFinal(run) || subject.toLowerCase() === run.id) return runAsSeenFrom(bot, run, undefined);
  const { suspended, onboarded } = (await bot.tenants.of(run.request.tenant.id)) ?? {};
  const suspending = suspended && (await bot.store.get(suspended.run));
  if (suspending) return runAsSeenFrom(bot, suspending, undefined);
  return onboarded ? tenantCard(onboarded, await runView(bot, run)) : runAsSeenFrom(bot, run, undefined);
}
