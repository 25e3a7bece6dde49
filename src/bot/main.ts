import { createGraph } from '../graph/client.ts';
import { resolveTenant } from '../graph/discovery.ts';
import { checkMemberGroups, listGroupMembers } from '../graph/members.ts';
import { createCredential } from '../graph/sign-in/credential.ts';
import type { CredentialConfig } from '../graph/sign-in/credential-config.ts';
import { watchSecretFiles } from '../process/checks/watch-secret-files.ts';
import type { ExoConfig } from '../process/config/exo-config.ts';
import { startHealth } from '../process/health.ts';
import { startForgetting } from '../process/keys/key-rings.ts';
import { runProcess, startProcess } from '../process/lifecycle.ts';
import { createLogger } from '../process/log/logger.ts';
import { createMetrics } from '../process/metrics/metrics.ts';
import { startReadiness } from '../process/readiness/readiness.ts';
import { connectRedis } from '../process/redis/connection.ts';
import { createRedisKeys } from '../process/redis/redis-keys.ts';
import { startTracing } from '../process/tracing/start.ts';
import type { CheckGroups } from './access/access.ts';
import type { GroupMembers } from './access/approvers.ts';
import { loadBotConfig } from './config.ts';
import { watchDelivery } from './health/delivery-metrics.ts';
import { watchOwnCertificate } from './health/own-certificate.ts';
import { startBot } from './start.ts';
import { routeConsole } from './teams/server/route-console.ts';

await startProcess(async () => {
  const config = loadBotConfig(process.env, Date.now());
  const logger = createLogger('bot', config.logLevel);
  routeConsole(logger);
  const metrics = createMetrics();
  const keys = createRedisKeys(config.namespace);
  const tracing = await startTracing(config.traces, { process: 'bot', namespace: config.namespace }, logger);
  const authority = config.authorityHost ? { authorityHost: config.authorityHost } : {};
  const groups = config.credential ? groupsIn(config.exo, config.credential) : {};

  await runProcess(logger, async (resources) => {
    resources.use(tracing);
    resources.use(startForgetting(config.keys.previous, logger, () => Date.now()));
    const redis = connectRedis(config.redisUrl, logger);
    resources.defer(() => redis.disconnect());
    const readiness = resources.use(startReadiness(logger));
    resources.use(await startHealth(config.healthPort, config.healthHost, readiness, metrics, logger));
    watchSecretFiles(readiness, config.secretFiles);
    if (config.certificatePath)
      watchOwnCertificate(readiness, metrics.registry, config.certificatePath, () => Date.now());
    watchDelivery(metrics.registry, redis, keys, () => Date.now());
    const server = await startBot(
      {
        config: config.exo,
        identity: config.identity,
        roleKeys: config.keys,
        readiness,
        redis,
        keys,
        metrics,
        tracing,
        resolveTenant: (reference, cloud) => resolveTenant(reference, cloud, authority),
        timeZone: config.timeZone,
        port: config.port,
        logger,
        now: () => Date.now(),
        ...authority,
        ...groups,
      },
      resources,
    );
    if (config.identity.auth === 'off') logger.warn('token checks are off: the bot listens on this machine only');
    logger.info({ port: server.port }, 'bot is ready');
  });
});

/** Who is in which group, asked in the home tenant. */
function groupsIn(
  config: ExoConfig,
  credential: CredentialConfig,
): { checkGroups: CheckGroups; groupMembers: GroupMembers } {
  const graph = createGraph({
    credential: (cloud) => createCredential(credential, cloud),
    ...(credential.graphUrl ? { graphUrl: credential.graphUrl } : {}),
  });
  const home = { tenantId: config.organisation.tenantId, cloud: config.organisation.cloud } as const;
  return {
    checkGroups: (person, groups) => checkMemberGroups(graph, home, person, groups),
    groupMembers: (group) => listGroupMembers(graph, home, group),
  };
}
