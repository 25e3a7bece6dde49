import { CLOUDS } from '../contracts/clouds.ts';
import { createGraph } from '../graph/client.ts';
import { homeTokenCondition } from '../graph/home-token.ts';
import { createCredential } from '../graph/sign-in/credential.ts';
import { checkSecretFiles } from '../process/checks/files.ts';
import { checkRedis } from '../process/checks/redis.ts';
import { askChecks } from '../process/checks/run-checks.ts';
import { checkTraces } from '../process/checks/traces.ts';
import type { ExoConfig } from '../process/config/exo-config.ts';
import { certificateCondition } from '../process/readiness/certificate.ts';
import { clockCondition } from '../process/readiness/clock.ts';
import { type Condition, type NamedCondition, ok, warning } from '../process/readiness/condition.ts';
import { createRedisKeys } from '../process/redis/redis-keys.ts';
import { loadJobsConfig } from './config.ts';
import { RENEW_CERTIFICATE } from './watch-readiness.ts';
import { approversOf, publicUrlOf } from './watch-settings.ts';

/** Everything that the jobs process needs for its work in this environment. @throws ConfigurationError */
export async function checkJobs(env: Readonly<Record<string, string | undefined>>): Promise<NamedCondition[]> {
  const now = () => Date.now();
  const config = loadJobsConfig(env, now());
  const { exo, credential } = config;
  const { cloud, tenantId } = exo.organisation;
  const { clientId, proof, graphUrl } = credential;
  const authorityHost = credential.authorityHost ?? CLOUDS[cloud].authorityHost;
  const signal = AbortSignal.timeout(12_000);
  const graph = createGraph({
    credential: (of) => createCredential(credential, of),
    ...(graphUrl ? { graphUrl } : {}),
  });
  const discovery = `${authorityHost}/${tenantId}/v2.0/.well-known/openid-configuration`;
  const asked = askChecks([
    { name: 'home-token', ask: () => homeTokenCondition({ graph, tenantId, cloud, clientId, authorityHost }, signal) },
    { name: 'clock', ask: () => clockCondition(discovery, 'jobs', now, signal) },
  ]);
  return [
    { name: 'configuration', ...ok('The environment and exo.config.yaml are right.') },
    ...checkSecretFiles(config.secretFiles),
    ...(await checkRedis(config.redisUrl, createRedisKeys(config.namespace))),
    ...(proof.kind === 'certificate'
      ? [
          {
            name: 'application-certificate',
            ...certificateCondition("The certificate of the bot's application", proof.path, RENEW_CERTIFICATE, now()),
          },
        ]
      : []),
    ...(await asked),
    ...(await checkTraces(config.traces)),
    { name: 'approvers', ...approversOf(exo) },
    { name: 'public-url', ...publicUrlOf(exo) },
    { name: 'tenants', ...tenantsByDomain(exo) },
  ];
}

/** The name of a tenant in a run is what the bot says it is: only its id is checked against Microsoft. */
export function tenantsByDomain({ tenants }: ExoConfig): Condition {
  const link = Object.entries(tenants).filter(([, { mode }]) => mode === 'link');
  const names = link.filter(([, { id }]) => id === undefined).map(([name]) => name);
  if (names.length === 0) return ok('Every tenant that is set to link mode has an id.');
  return warning(
    `${names.join(', ')}: set to link mode by domain alone, so whoever takes over the bot can ask for the same tenant under another name, in full mode.`,
    `Add the tenant's id to each under tenants in exo.config.yaml.`,
  );
}
