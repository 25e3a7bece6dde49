import { z } from 'zod';
import { CommonEnvironment, readEnvironment } from '../process/config/load.ts';
import { ConfigurationError } from '../process/errors.ts';
import { readRedisUrl } from '../process/redis/connection.ts';
import { readTraces } from '../process/tracing/settings.ts';
import { loadRunnerHome } from './identity/home.ts';

const Environment = CommonEnvironment.extend({
  EXO_RUNNER_HOME: z.string().optional(),
  EXO_POWERSHELL: z.string().default(process.platform === 'win32' ? 'powershell.exe' : 'pwsh'),
});

/**
 * What enrolment needs: the folder to make, and Redis.
 * @throws ConfigurationError with the sentence that fixes it
 */
export function loadEnrolmentConfig(env: Readonly<Record<string, string | undefined>>) {
  const folder = env['EXO_RUNNER_HOME'];
  if (!folder) {
    throw new ConfigurationError('EXO_RUNNER_HOME is not set.', 'Set it to the folder for this runner.');
  }
  return { folder, redisUrl: readRedisUrl(env) };
}

/**
 * A runner's settings.
 * @throws ConfigurationError with the sentence that fixes it
 */
export function loadRunnerConfig(env: Readonly<Record<string, string | undefined>>) {
  const environment = readEnvironment(Environment, env);
  return {
    namespace: environment.EXO_NAMESPACE,
    logLevel: environment.LOG_LEVEL,
    healthPort: environment.HEALTH_PORT,
    healthHost: environment.HEALTH_HOST,
    traces: readTraces(environment),
    redisUrl: readRedisUrl(env),
    powershell: environment.EXO_POWERSHELL,
    home: loadRunnerHome(environment.EXO_RUNNER_HOME),
  };
}
