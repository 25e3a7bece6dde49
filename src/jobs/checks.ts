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
import { type Condition, type NamedCondition, ok, stops, warning } from '../process/readiness/condition.ts';
import { createRedisKeys } from '../process/redis/redis-keys.ts';
import { loadJobsConfig } from './config.ts';
import { RENEW_CERTIFICATE } from './watch-readiness.ts';

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
    ...checkSecretFiles([
      ['EXO_ORCHESTRATOR_KEY_FILE', env['EXO_ORCHESTRATOR_KEY_FILE']],
      ['EXO_SEAL_KEY_FILE', env['EXO_SEAL_KEY_FILE']],
      ['REDIS_URL_FILE', env['REDIS_URL_FILE']],
      ['AZURE_CLIENT_CERTIFICATE_PATH', env['AZURE_CLIENT_CERTIFICATE_PATH']],
      ['EXO_TRACES_HEADERS_FILE', env['EXO_TRACES_HEADERS_FILE']],
    ]),
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

function approversOf({ roles }: ExoConfig): Condition {
  if (roles.approver.length > 0) return ok('There are people who may approve.');
  return stops('Nobody may approve: no run can finish.', 'Name approvers under roles in exo.config.yaml.');
}

function publicUrlOf({ publicUrl, defaults, tenants }: ExoConfig): Condition {
  const link = defaults.mode === 'link' || Object.values(tenants).some(({ mode }) => mode === 'link');
  if (publicUrl || !link) return ok(publicUrl ? `Customers come to ${publicUrl}.` : 'No tenant uses link mode.');
  return warning(
    'Link mode can be used, but publicUrl is not set: customers cannot come back from the consent page.',
    "Set publicUrl in exo.config.yaml to the bot's https address, or use mode full.",
  );
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
