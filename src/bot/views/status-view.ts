import type { RoleName } from '../../process/config/exo-config.ts';
import type { Group } from '../../runs/groups/group.ts';
import type { TenantRows } from '../../runs/tenant-index/place.ts';
import { holderNames } from '../access/people.ts';
import type { Bot } from '../bot.ts';
import type { StatusView } from '../cards/index.ts';
import { PER_PAGE } from '../cards/status/all-tenants.ts';
import { SHOWN } from '../cards/status/status-card.ts';
import { EXPIRING_MS } from '../cards/tenant/hand-over.ts';
import type { TenantFilter } from '../chat/tenant-filter.ts';
import { absentServers } from './absent-servers.ts';
import { clockOf } from './clock.ts';
import { processTroubles } from './process-troubles.ts';
import { tenantPage, unstartedTenants, type Viewer } from './tenant-list.ts';

const MOST_LOOKED_AT = 100;
/** Groups on the overview: each is several tenants, and few are open at a time. */
const MOST_GROUPS = 6;

/** What the list of tenants shows: a page of those that the filter lets through. */
export interface Asked {
  readonly filter: TenantFilter;
  /** From 0. */
  readonly page: number;
}

/**
 * @param viewer whoever looks, with their roles: those who look after the store see its state
 * @param asked a page of a list; undefined: the overview
 */
export async function statusView(
  bot: Bot,
  viewer: Viewer & { readonly roles: readonly RoleName[] },
  asked?: Asked,
): Promise<StatusView> {
  await bot.index.settled();
  const [tenants, servers, troubles] = await Promise.all([
    asked ? listed(bot, viewer, asked) : overview(bot),
    serversNow(bot),
    processTroubles(bot),
  ]);
  // After the rows: reading them settles what was noted about them.
  const setAside = viewer.roles.includes('admin') ? await setAsideNow(bot) : undefined;
  return {
    ...clockOf(bot),
    page: 0,
    ...tenants,
    servers,
    troubles,
    approvers: holderNames(bot.config.roles.approver),
    ...(setAside ? { setAside } : {}),
  };
}

type Tenants = Pick<StatusView, 'rows' | 'groups' | 'onboarded' | 'suspended' | 'configured' | 'totals' | 'filter'> & {
  readonly page?: number;
};

/** The first of each kind that somebody may have to do something about, and how many there are of each. */
async function overview(bot: Bot): Promise<Tenants> {
  const [counts, groups, unstarted, expiring, ...pages] = await Promise.all([
    bot.tenants.counts(),
    openGroups(bot),
    unstartedTenants(bot),
    bot.tenants.expiring(bot.now() + EXPIRING_MS, 0, SHOWN),
    ...(['needs', 'suspended', 'working', 'unfinished'] as const).map((kind) =>
      bot.tenants.page({ kinds: [kind] }, 0, SHOWN),
    ),
  ]);
  const tenants = pages.flatMap((page) => page.tenants);
  return {
    ...rowsOf(tenants),
    groups,
    onboarded: onlyOnce([...tenants, ...expiring.tenants]).flatMap(({ onboarded }) => onboarded ?? []),
    configured: unstarted,
    totals: { ...counts, unstarted: counts.unstarted + unstarted.length, expiring: expiring.total },
  };
}

async function openGroups(bot: Bot): Promise<Group[]> {
  const ids = (await bot.groups.openIds()).slice(0, MOST_GROUPS);
  const groups = await Promise.all(ids.map((id) => bot.groups.get(id)));
  return groups.filter((group) => group !== undefined);
}

async function listed(bot: Bot, viewer: Viewer, { filter, page }: Asked): Promise<Tenants> {
  const find = (from: number) => tenantPage(bot, filter, viewer, { from, most: PER_PAGE });
  const found = await find(page * PER_PAGE);
  // Of a page that does not exist any more the last one is shown.
  const last = Math.max(0, Math.ceil(found.total / PER_PAGE) - 1);
  const { tenants, unstarted, total } = page > last ? await find(last * PER_PAGE) : found;
  return {
    ...rowsOf(tenants),
    configured: unstarted,
    page: Math.min(page, last),
    filter: { filter, total, person: viewer.name },
  };
}

function rowsOf(tenants: readonly TenantRows[]): Pick<StatusView, 'rows' | 'onboarded' | 'suspended'> {
  return {
    rows: tenants.flatMap(({ board }) => board ?? []),
    onboarded: tenants.flatMap(({ onboarded }) => onboarded ?? []),
    suspended: tenants.flatMap(({ suspended }) => suspended ?? []),
  };
}

function onlyOnce(tenants: readonly TenantRows[]): TenantRows[] {
  return [...new Map(tenants.map((each) => [each.tenantId, each])).values()];
}

/** A run that an upgrade can read again, or that is gone, does not count any more. */
async function setAsideNow(bot: Bot): Promise<StatusView['setAside']> {
  const noted = (await bot.quarantine.read()).entries.filter(({ where }) => where.startsWith('run '));
  for (const { where } of noted.slice(0, MOST_LOOKED_AT)) {
    if (!(await bot.store.read(where.slice('run '.length)))) await bot.quarantine.forget(where);
  }
  const { entries, more } = await bot.quarantine.read();
  const [oldest] = entries;
  return oldest ? { count: entries.length + more, since: oldest.at } : undefined;
}

/** Every configured MID server once, also one that serves several groups. */
async function serversNow(bot: Bot): Promise<StatusView['servers']> {
  const all = Object.values(bot.config.serverGroups).flatMap(({ servers }) => servers);
  const servers = [...new Map(all.map((server) => [server.name, server])).values()];
  const absent = new Map((await absentServers(bot, servers)).map((each) => [each.server, each]));
  return servers.map(({ name }) => {
    const { lastSeen, notAccepted } = absent.get(name) ?? {};
    const known = { ...(lastSeen === undefined ? {} : { lastSeen }), ...(notAccepted ? { notAccepted } : {}) };
    return { name, present: !absent.has(name), ...known };
  });
}
