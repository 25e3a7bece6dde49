import { holderNames } from '../access/people.ts';
import type { Bot } from '../bot.ts';
import type { StatusView } from '../cards/index.ts';
import { absentServers } from './absent-servers.ts';
import { clockOf } from './clock.ts';

/** @param page a page of the list of all tenants; undefined: the overview */
export async function statusView(bot: Bot, page?: number): Promise<StatusView> {
  const [rows, onboarded, servers] = await Promise.all([bot.store.board(), bot.store.onboarded(), serversNow(bot)]);
  return {
    ...clockOf(bot),
    rows,
    onboarded,
    servers,
    configured: Object.keys(bot.config.tenants),
    approvers: holderNames(bot.config.roles.approver),
    page: page ?? 0,
    ...(page === undefined ? {} : { filter: 'all' }),
  };
}

/** Every configured MID server once, also one that serves several groups. */
async function serversNow(bot: Bot): Promise<StatusView['servers']> {
  const all = Object.values(bot.config.serverGroups).flatMap(({ servers }) => servers);
  const servers = [...new Map(all.map((server) => [server.name, server])).values()];
  const absent = new Map((await absentServers(bot, servers)).map((each) => [each.server, each]));
  return servers.map(({ name }) => {
    const lastSeen = absent.get(name)?.lastSeen;
    return { name, present: !absent.has(name), ...(lastSeen === undefined ? {} : { lastSeen }) };
  });
}
