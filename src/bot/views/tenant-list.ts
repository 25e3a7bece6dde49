import type { TenantKind } from '../../runs/tenant-index/place.ts';
import type { Query } from '../../runs/tenant-index/search.ts';
import type { Page } from '../../runs/tenant-index/tenants.ts';
import type { Bot } from '../bot.ts';
import { EXPIRING_DAYS } from '../cards/status/filter-title.ts';
import type { TenantFilter } from '../chat/tenant-filter.ts';

const DAY_MS = 86_400_000;

/** Whoever looks at a list. */
export interface Viewer {
  /** Entra object id. */
  readonly id: string;
  readonly name: string;
}

/** One page of the tenants that a filter lets through. */
export interface TenantPage extends Page {
  /** Labels of configured tenants in which nothing was ever done. */
  readonly unstarted: readonly string[];
}

const KINDS: Readonly<Partial<Record<TenantFilter['show'], readonly TenantKind[]>>> = {
  needs: ['needs'],
  waiting: ['needs'],
  working: ['working'],
  suspended: ['suspended'],
  ready: ['ready'],
};
const BEFORE_READY: readonly TenantKind[] = ['needs', 'suspended', 'working', 'unfinished', 'unstarted'];

/** @param from how many come before the page · @param most how many are on it */
export async function tenantPage(
  bot: Bot,
  filter: TenantFilter,
  viewer: Viewer,
  { from, most }: { from: number; most: number },
): Promise<TenantPage> {
  const { tenants, now } = bot;
  if (filter.show === 'expiring') {
    const page = await tenants.expiring(now() + (filter.days ?? EXPIRING_DAYS) * DAY_MS, from, most);
    return { ...page, unstarted: [] };
  }
  const query = queryOf(bot, filter, viewer);
  if (filter.show !== 'all' || filter.server) return { ...(await tenants.page(query, from, most)), unstarted: [] };
  // Those that are in the configuration alone stand before the ready ones.
  const first = await tenants.page({ ...query, kinds: BEFORE_READY }, from, most);
  const word = filter.word?.toLowerCase() ?? '';
  const configured = (await unstartedTenants(bot)).filter((label) => label.toLowerCase().includes(word));
  const skipped = Math.max(0, from - first.total);
  const unstarted = configured.slice(skipped, skipped + most - first.tenants.length);
  const rest = await tenants.page(
    { ...query, kinds: ['ready'] },
    Math.max(0, from - first.total - configured.length),
    most - first.tenants.length - unstarted.length,
  );
  return {
    tenants: [...first.tenants, ...rest.tenants],
    unstarted,
    total: first.total + configured.length + rest.total,
  };
}

/** Labels of configured tenants in which nothing was ever done, by name. */
export async function unstartedTenants({ tenants, config }: Bot): Promise<string[]> {
  const labels = await tenants.unknown(Object.keys(config.tenants));
  return labels.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function queryOf(bot: Bot, { show, server, word }: TenantFilter, viewer: Viewer): Query {
  return {
    kinds: KINDS[show],
    word,
    groups: server === undefined ? undefined : groupsOf(bot, server),
    requester: show === 'mine' ? [viewer.id, viewer.name] : undefined,
    state: show === 'waiting' ? 'waiting-approval' : undefined,
  };
}

/** Server groups that a MID server belongs to. */
function groupsOf({ config }: Bot, server: string): string[] {
  return Object.entries(config.serverGroups)
    .filter(([, { servers }]) => servers.some(({ name }) => name.toLowerCase() === server.toLowerCase()))
    .map(([group]) => group);
}
