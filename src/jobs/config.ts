import { z } from 'zod';
import { SigningJwk } from '../contracts/signing.ts';
import { readCredentialConfig } from '../graph/credential-config.ts';
import { CommonEnvironment, loadExoConfig, readEnvironment } from '../process/config/load.ts';
import { readKeyFile } from '../process/key-file.ts';
import { readRedisUrl } from '../process/redis.ts';

const Environment = CommonEnvironment.extend({
  EXO_SIGNING_KEY_FILE: z.string({ error: 'set it to the file with the signing key (npm run make-key -- <file>)' }),
  EXO_APPROVAL_PORT: z.coerce.number().int().min(0).max(65535).default(3979),
  EXO_APPROVAL_HOST: z.string().default('127.0.0.1'),
  EXO_CLOUD_CONCURRENCY: z.coerce.number().int().min(1).max(100).default(10),
});

/**
 * The jobs process's settings.
 * @throws ConfigurationError with the sentence that fixes it
 */
export function loadJobsConfig(env: Readonly<Record<string, string | undefined>>) {
  const environment = readEnvironment(Environment, env);
  return {
    namespace: environment.EXO_NAMESPACE,
    logLevel: environment.LOG_LEVEL,
    healthPort: environment.HEALTH_PORT,
    healthHost: environment.HEALTH_HOST,
    /** Where the page listens on which approvers sign in. */
    approvalPage: { port: environment.EXO_APPROVAL_PORT, host: environment.EXO_APPROVAL_HOST },
    concurrency: environment.EXO_CLOUD_CONCURRENCY,
    redisUrl: readRedisUrl(env),
    signingKey: readKeyFile(environment.EXO_SIGNING_KEY_FILE, SigningJwk, 'EXO_SIGNING_KEY_FILE'),
    credential: readCredentialConfig(env),
    exo: loadExoConfig(env['EXO_CONFIG']),
  };
}
