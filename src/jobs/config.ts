import { z } from 'zod';
import { PublicJwk } from '../contracts/trust/keys.ts';
import { SealJwk } from '../contracts/trust/seal-key.ts';
import { publicSigningKey, SigningJwk } from '../contracts/trust/signing.ts';
import { readCredentialConfig } from '../graph/sign-in/credential-config.ts';
import type { SecretFile } from '../process/checks/files.ts';
import { CommonEnvironment, loadExoConfig, readEnvironment } from '../process/config/load.ts';
import {
  AnySealKey,
  CommonKeyEnvironment,
  createKeyReader,
  refuseKeyOf,
  refuseOneKeyForTwo,
  refuseSigningKey,
} from '../process/keys/key-rings.ts';
import { readRedisUrl } from '../process/redis/connection.ts';
import { readTraces } from '../process/tracing/settings.ts';

const Environment = CommonEnvironment.extend({
  EXO_AUDIT_FILE: z.string({
    error: 'set it to the file of the audit log, on a disk that is kept, e.g. /var/lib/exo/audit.jsonl',
  }),
  EXO_APPROVAL_PORT: z.coerce.number().int().min(0).max(65535).default(3979),
  EXO_APPROVAL_HOST: z.string().default('127.0.0.1'),
  ...CommonKeyEnvironment.shape,
  EXO_ORCHESTRATOR_KEY_FILE: z.string({
    error: 'set it to the file with the orchestrator key (npm run make-key -- orchestrator <file>)',
  }),
  EXO_ORCHESTRATOR_KEY_FILE_PREVIOUS: z.string().optional(),
  EXO_BOT_PUBLIC_KEY_FILE: z.string({
    error: "set it to the file with the bot's public key (<bot key file>.pub.json)",
  }),
  EXO_BOT_PUBLIC_KEY_FILE_PREVIOUS: z.string().optional(),
  EXO_CLOUD_CONCURRENCY: z.coerce.number().int().min(1).max(100).default(10),
});

type Environment = z.infer<typeof Environment>;

const SECRET_FILES = [
  'EXO_ORCHESTRATOR_KEY_FILE',
  'EXO_SEAL_KEY_FILE',
  'REDIS_URL_FILE',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'EXO_TRACES_HEADERS_FILE',
] as const;

type Variables = Readonly<Record<string, string | undefined>>;

export type JobsConfig = ReturnType<typeof loadJobsConfig>;

/**
 * The jobs process's settings.
 * @param now milliseconds since 1970
 * @throws ConfigurationError with the sentence that fixes it
 */
export function loadJobsConfig(env: Variables, now: number) {
  refuseSigningKey(env);
  refuseKeyOf('jobs', env, 'EXO_BOT_KEY_FILE');
  const environment = readEnvironment(Environment, env);
  return {
    namespace: environment.EXO_NAMESPACE,
    logLevel: environment.LOG_LEVEL,
    healthPort: environment.HEALTH_PORT,
    healthHost: environment.HEALTH_HOST,
    traces: readTraces(environment),
    /** Where the page listens on which approvers sign in. */
    approvalPage: { port: environment.EXO_APPROVAL_PORT, host: environment.EXO_APPROVAL_HOST },
    concurrency: environment.EXO_CLOUD_CONCURRENCY,
    auditFile: environment.EXO_AUDIT_FILE,
    secretFiles: SECRET_FILES.map((name): SecretFile => [name, env[name]]),
    redisUrl: readRedisUrl(env),
    keys: readKeys(environment, now),
    credential: readCredentialConfig(env),
    exo: loadExoConfig(env['EXO_CONFIG']),
  };
}

function readKeys(environment: Environment, now: number) {
  const reader = createKeyReader(environment, now);
  const orchestrator = reader.ring('EXO_ORCHESTRATOR_KEY_FILE', SigningJwk);
  const bot = reader.ring('EXO_BOT_PUBLIC_KEY_FILE', PublicJwk);
  refuseOneKeyForTwo(orchestrator, bot);
  return {
    orchestrator,
    orchestratorPublic: reader.derive(orchestrator, publicSigningKey),
    bot,
    seal: reader.ring('EXO_SEAL_KEY_FILE', SealJwk, AnySealKey),
    previous: reader.previous,
  };
}
