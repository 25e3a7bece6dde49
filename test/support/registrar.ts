import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { publicSigningKey, type SigningJwk } from '../../src/contracts/trust/signing.ts';
import { startRegistrar } from '../../src/jobs/registrar/loop.ts';
import type { ExoConfig, RoleName } from '../../src/process/config/exo-config.ts';
import { pinnedFingerprint } from '../../src/process/config/server-groups.ts';
import type { Logger } from '../../src/process/log/logger.ts';
import { createQuarantine } from '../../src/process/records/quarantine.ts';
import type { RecordSeal } from '../../src/process/records/record-seal.ts';
import { createSealedRecords } from '../../src/process/records/sealed-records.ts';
import type { RedisKeys } from '../../src/process/redis/redis-keys.ts';
import { RunnerRegistry } from '../../src/runs/fleet/runner-registry.ts';
import { createRunnerRequests } from '../../src/runs/fleet/runner-requests.ts';

export const quietLogger = pino({ level: 'silent' });

/** The part of the jobs process that accepts and removes runners, with a configuration of its own. */
export function startTestRegistrar(options: {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly config: ExoConfig;
  readonly orchestratorKey: SigningJwk;
  readonly botKey: SigningJwk;
  readonly seal: RecordSeal;
  readonly logger: Logger;
  readonly now?: () => number;
  readonly newestGeneration?: (runner: string) => number;
}) {
  const { redis, keys, config, orchestratorKey, botKey, seal, logger, now = () => Date.now() } = options;
  const used = new Set<string>();
  const quarantine = createQuarantine(redis, keys, logger, now);
  const hasRole = async (person: string, role: RoleName) =>
    config.roles[role].some((holder) => 'person' in holder && holder.person === person);
  const runners = new RunnerRegistry(redis, keys, [publicSigningKey(orchestratorKey)], logger, {
    pin: (id) => pinnedFingerprint(config.serverGroups, id),
    ...(options.newestGeneration ? { newestGeneration: options.newestGeneration } : {}),
  });
  return startRegistrar({
    redis,
    keys,
    config,
    runners,
    requests: createRunnerRequests(redis, keys, createSealedRecords(redis, seal, quarantine)),
    botKeys: [publicSigningKey(botKey)],
    orchestratorKeys: [orchestratorKey],
    hasRole,
    audit: async (request) => !used.has(request) && Boolean(used.add(request)),
    logger,
    now,
  });
}
