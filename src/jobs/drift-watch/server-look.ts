import type { Redis } from 'ioredis';
import type { Drift } from '../../contracts/steps/cloud/drift.ts';
import type { ExoConfig, Server } from '../../process/config/exo-config.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import type { OnboardedRow } from '../../runs/board.ts';
import type { RunnerRegistry } from '../../runs/fleet/runner-registry.ts';
import { readServerReports } from '../../runs/fleet/server-reports.ts';
import { outputOf } from '../../runs/outputs.ts';
import { certificateRunner, isOwnStore } from '../../runs/plans/inputs/certificate-store.ts';
import type { Run } from '../../runs/run.ts';
import type { RunStore } from '../../runs/store/store.ts';
import { type ServerState, serverDrift } from '../steps/drift/server-drift.ts';

export interface ServerLookContext {
  readonly redis: Redis;
  readonly redisKeys: RedisKeys;
  readonly store: Pick<RunStore, 'get' | 'onboarded'>;
  readonly runners: RunnerRegistry;
  /** This process's own configuration. */
  readonly config: ExoConfig;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What is not as the last onboarding of a tenant left it on its MID servers. */
export type ServerLook = (tenantId: string) => Promise<Drift[]>;

/** Looks at what the runners last reported: nothing is asked of a server for it. */
export function createServerLook(context: ServerLookContext): ServerLook {
  const { store, config, now } = context;
  return async (tenantId) => {
    const [row] = await store.onboarded([tenantId]);
    const run = row && (await store.get(row.run));
    if (!row || !run) return [];
    const states = await statesOf(context, row, run);
    const { application } = config;
    const expected = {
      displayName: application.displayName,
      thumbprint: row.thumbprint,
      minimumModule: run.request.exchangeModule.minimum,
    };
    return states.flatMap((state) => serverDrift(state, expected, now()));
  };
}

/** A server that joined the group after the onboarding has no certificate of the tenant yet. */
export function lookedAt({ serverGroups }: Pick<ExoConfig, 'serverGroups'>, row: OnboardedRow): Server[] {
  const servers = serverGroups[row.serverGroup]?.servers ?? [];
  return servers.filter(({ name }) => row.proofs.some(({ server }) => server === name));
}

async function statesOf(context: ServerLookContext, row: OnboardedRow, run: Run): Promise<ServerState[]> {
  const { redis, redisKeys, runners, config } = context;
  const proved = lookedAt(config, row);
  const ids = [...new Set(proved.flatMap(({ elevated, connect }) => [elevated, connect]))];
  const accepted = await runners.some(ids);
  const [beats, reports] = await Promise.all([runners.heartbeats(ids), readServerReports(redis, redisKeys, accepted)]);
  return proved.map((server) => {
    const report = reports.get(certificateRunner(run.request, server));
    const granted = isOwnStore(run.request) ? undefined : outputOf(run, 'grant-key-access', server.name);
    return {
      name: server.name,
      runners: [...new Set([server.elevated, server.connect])].map((id) => ({ id, seen: seenAt(beats.get(id)?.at) })),
      report: report && Date.parse(report.at) > row.finishedAt ? report : undefined,
      access: granted && {
        sid: granted.sid,
        identities: granted.access.map(({ identity }) => identity),
      },
    };
  });
}

function seenAt(at: string | undefined): number | undefined {
  return at === undefined ? undefined : Date.parse(at);
}
