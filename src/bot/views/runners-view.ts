import { configuredRunners } from '../../process/config/configured-runners.ts';
import { pinnedFingerprint } from '../../process/config/server-groups.ts';
import { type Heartbeat, isPresent } from '../../process/heartbeat.ts';
import type { PendingRunner } from '../../runs/fleet/enrolments.ts';
import type { Bot } from '../bot.ts';
import type { PendingLine, RunnerLine, RunnersView, ServerLine } from '../cards/index.ts';
import { clockOf } from './clock.ts';

/** Every runner that is configured or accepted with its server's last check, and those that ask to be let in. */
export async function runnersView(bot: Bot): Promise<RunnersView> {
  const configured = Object.values(bot.config.serverGroups).flatMap(({ servers }) =>
    servers.flatMap(configuredRunners),
  );
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
  const waiting = new Set(pending.map(({ id }) => id));
  const runners = [...known].map(([id, { server, work }]): RunnerLine => {
    const beat = beats.get(id);
    const record = accepted.get(id);
    const pinned = pinnedFingerprint(bot.config.serverGroups, id) !== undefined;
    return {
      id,
      server,
      work,
      state: record ? (isPresent(beat, bot.now()) ? 'here' : 'away') : 'not-accepted',
      ...(beat ? { lastSeen: Date.parse(beat.at), version: versionOf(beat) } : {}),
      ...(waiting.has(id) ? { waits: true } : {}),
      ...(pinned ? { pinned } : {}),
      ...(record ? { acceptedBy: record.acceptedBy.name } : {}),
    };
  });
  const servers = [...new Set(runners.map(({ server }) => server))].map((name): ServerLine => {
    const check = checks.get(name);
    return { name, ...(check ? { check } : {}) };
  });
  return {
    ...clockOf(bot),
    runners,
    pending: await Promise.all(pending.map((each) => pendingLine(each, bot))),
    servers,
  };
}

/** Two builds of one version are told apart by the hash of the bundle. */
function versionOf({ version, build }: Heartbeat): string {
  return `version ${version}${build ? ` (${build})` : ''}`;
}

async function pendingLine(pending: PendingRunner, { requests, config }: Bot): Promise<PendingLine> {
  const { id, server, host, fingerprint, addedBy, asked } = pending;
  const answer = asked ? await requests.answerTo(asked) : undefined;
  const pin = pinnedFingerprint(config.serverGroups, id);
  return {
    id,
    server,
    host,
    fingerprint,
    addedBy: addedBy.name,
    ...(asked !== undefined && answer === undefined ? { asked: true } : {}),
    ...(pin ? { pin: pin === fingerprint ? 'same' : 'other' } : {}),
  };
}
