import type { Server } from '../../process/config/exo-config.ts';
import { type Heartbeat, isPresent } from '../../process/heartbeat.ts';
import type { Bot } from '../bot.ts';

export interface AbsentServer {
  readonly server: string;
  /** Milliseconds since 1970; missing when it was never seen. */
  readonly lastSeen?: number;
}

/** MID servers of which a runner is not there now. */
export async function absentServers(bot: Bot, servers: readonly Server[]): Promise<AbsentServer[]> {
  const runners = servers.flatMap(({ elevated, connect }) => [elevated, connect]);
  const beats = await bot.runners.heartbeats(runners);
  return servers.flatMap((server) => absence(server, beats, bot.now()));
}

function absence(
  { name, elevated, connect }: Server,
  beats: ReadonlyMap<string, Heartbeat>,
  now: number,
): AbsentServer[] {
  const away = [elevated, connect].map((runner) => beats.get(runner)).filter((beat) => !isPresent(beat, now));
  if (away.length === 0) return [];
  const seen = away.flatMap((beat) => (beat ? [Date.parse(beat.at)] : []));
  return [{ server: name, ...(seen.length > 0 ? { lastSeen: Math.min(...seen) } : {}) }];
}
