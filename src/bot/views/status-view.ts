import type { RoleName } from '../../process/config/exo-config.ts';
import { holderNames } from '../access/people.ts';
import type { Bot } from '../bot.ts';
import type { StatusView } from '../cards/index.ts';
import { absentServers } from './absent-servers.ts';
import { clockOf } from './clock.ts';
import { processTroubles } from './process-troubles.ts';

const MOST_LOOKED_AT = 100;

/**
 * @param roles of the person who looks: those who look after the store see its state
 * @param page a page of the list of all tenants; undefined: the overview
 */
export async function statusView(bot: Bot, roles: readonly RoleName[], page?: number): Promise<StatusView> {
  const [rows, onboarded, suspended, servers, troubles] = await Promise.all([
    bot.store.board(),
    bot.store.onboarded(),
    bot.store.suspended(),
    serversNow(bot),
    processTroubles(bot),
  ]);
  // After the rows: reading them settles what was noted about them.
  const setAside = roles.includes('admin') ? await setAsideNow(bot) : undefined;
  return {
    ...clockOf(bot),
    rows,
    onboarded,
    suspended: [...suspended.values()],
    servers,
    troubles,
    configured: Object.keys(bot.config.tenants),
    approvers: holderNames(bot.config.roles.approver),
    ...(setAside ? { setAside } : {}),
    page: page ?? 0,
    ...(page === undefined ? {} : { filter: 'all' }),
  };
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
