import { isPresent } from '../../process/heartbeat.ts';
import type { Bot } from '../bot.ts';
import type { RunnerLine, RunnersView, ServerLine } from '../cards/index.ts';
import { runnersOf } from '../runners-of.ts';
import { clockOf } from './clock.ts';

/** Every runner that is configured or accepted with its server's last check, and those that ask to be let in. */
export async function runnersView(bot: Bot): Promise<RunnersView> {
  const configured = Object.values(bot.config.serverGroups).flatMap(({ servers }) => servers.flatMap(runnersOf));
  const [accepted, pending, checks] = await Promise.all([
    bot.runners.all(),
    bot.enrolments.pending(),
    bot.store.serverChecks(),
  ]);
  const known = new Map(
    configured.map(({ id, server, capabilities }) => [id, { server, work: capabilities.join(' and ') }]),
  );
  for (const { id, server } of accepted.values()) {
    if (!known.has(id)) known.set(id, { server, work: 'not in the configuration any more' });
  }
  const beats = await bot.runners.heartbeats([...known.keys()]);
  const runners = [...known].map(([id, { server, work }]): RunnerLine => {
    const beat = beats.get(id);
    const record = accepted.get(id);
    return {
      id,
      server,
      work,
      state: record ? (isPresent(beat, bot.now()) ? 'here' : 'away') : 'not-accepted',
      ...(beat ? { lastSeen: Date.parse(beat.at), version: `version ${beat.version}` } : {}),
      ...(record ? { acceptedBy: record.acceptedBy } : {}),
    };
  });
  const servers = [...new Set(runners.map(({ server }) => server))].map((name): ServerLine => {
    const check = checks.get(name);
    return { name, ...(check ? { check } : {}) };
  });
  return {
    ...clockOf(bot),
    runners,
    pending: pending.map((each) => ({ ...each, addedBy: each.addedBy.name })),
    servers,
  };
}
