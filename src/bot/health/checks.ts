import { CLOUDS } from '../../contracts/clouds.ts';
import { checkSecretFiles } from '../../process/checks/files.ts';
import { checkRedis } from '../../process/checks/redis.ts';
import { askChecks, type Check } from '../../process/checks/run-checks.ts';
import { checkTraces } from '../../process/checks/traces.ts';
import { clockCondition } from '../../process/readiness/clock.ts';
import { type NamedCondition, ok } from '../../process/readiness/condition.ts';
import { createRedisKeys } from '../../process/redis/redis-keys.ts';
import { loadBotConfig } from '../config.ts';
import { createAdapter } from '../teams/server/adapter.ts';
import { createOwnToken } from '../teams/server/own-token.ts';
import { BOT_CERTIFICATE, ownCertificate } from './own-certificate.ts';

/** Everything that the bot needs for its work in this environment. @throws ConfigurationError */
export async function checkBot(env: Readonly<Record<string, string | undefined>>): Promise<NamedCondition[]> {
  const now = () => Date.now();
  const config = loadBotConfig(env, now());
  const { identity, exo } = config;
  const { cloud, tenantId } = exo.organisation;
  const authorityHost = config.authorityHost ?? CLOUDS[cloud].authorityHost;
  const discovery = `${authorityHost}/${tenantId}/v2.0/.well-known/openid-configuration`;
  const signal = AbortSignal.timeout(12_000);
  const token = createOwnToken(createAdapter(identity), identity);
  const checks: Check[] = [
    ...(token ? [{ name: 'teams-token', ask: () => token(signal) }] : []),
    { name: 'clock', ask: () => clockCondition(discovery, 'the bot', now, signal) },
  ];
  const asked = askChecks(checks);
  return [
    { name: 'configuration', ...ok('The environment and exo.config.yaml are right.') },
    ...checkSecretFiles(config.secretFiles),
    ...(config.certificatePath ? [{ name: BOT_CERTIFICATE, ...ownCertificate(config.certificatePath, now()) }] : []),
    ...(await checkRedis(config.redisUrl, createRedisKeys(config.namespace))),
    ...(await asked),
    ...(await checkTraces(config.traces)),
  ];
}
