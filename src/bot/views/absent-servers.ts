import type { Server } from '../../process/config/exo-config.ts';
import type { Bot } from '../bot.ts';
import { type Presence, readPresence } from './presence.ts';

export interface AbsentServer {
  readonly server: string;
  /** Milliseconds since 1970; missing when it was never seen. */
  readonly lastSeen?: number;
}

/** MID servers of which a runner is not there now. */
export async function absentServers(bot: Bot, servers: readonly Server[]): Promise<AbsentServer[]> {
  const runners = servers.flatMap(({ elevated, connect }) => [elevated, connect]);
  const presence = await readPresence(bot.redis, bot.keys, runners, bot.now());
  return servers.flatMap((server) => absence(server, presence));
}

function absence({ name, elevated, connect }: Server, presence: ReadonlyMap<string, Presence>): AbsentServer[] {
  const away = [elevated, connect].flatMap((runner) => {
    const found = presence.get(runner);
    return found && !found.present ? [found] : [];
  });
  if (away.length === 0) return [];
  const seen = away.flatMap(({ lastSeen }) => (lastSeen ? [Date.parse(lastSeen)] : []));
  return [{ server: name, ...(seen.length > 0 ? { lastSeen: Math.min(...seen) } : {}) }];
}
