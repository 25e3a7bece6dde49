import type { Server } from '../../process/config/exo-config.ts';
import { type Heartbeat, isPresent } from '../../process/heartbeat.ts';
import type { Bot } from '../bot.ts';

export interface AbsentServer {
  readonly server: string;
  /** Milliseconds since 1970; missing when it was never seen. */
  readonly lastSeen?: number;
  /** One of its runners was never let in, or removed: whether it runs does not matter. */
  readonly notAccepted?: true;
}

/** MID servers of which a runner is not there now, or is there and was not accepted. */
export async function absentServers(bot: Bot, servers: readonly Server[]): Promise<AbsentServer[]> {
  const runners = servers.flatMap(({ elevated, connect }) => [elevated, connect]);
  const [beats, accepted] = await Promise.all([bot.runners.heartbeats(runners), bot.runners.some(runners)]);
  return servers.flatMap((server) => absence(server, beats, accepted, bot.now()));
}

function absence(
  { name, elevated, connect }: Server,
  beats: ReadonlyMap<string, Heartbeat>,
  accepted: ReadonlyMap<string, unknown>,
  now: number,
): AbsentServer[] {
  const runners = [elevated, connect];
  if (runners.some((runner) => !accepted.has(runner))) return [{ server: name, notAccepted: true }];
  const away = runners.map((runner) => beats.get(runner)).filter((beat) => !isPresent(beat, now));
  if (away.length === 0) return [];
  const seen = away.flatMap((beat) => (beat ? [Date.parse(beat.at)] : []));
  return [{ server: name, ...(seen.length > 0 ? { lastSeen: Math.min(...seen) } : {}) }];
}
