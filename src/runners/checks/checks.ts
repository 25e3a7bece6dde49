import { mkdtempSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { byMode, checkSecretFiles } from '../../process/checks/files.ts';
import { checkTraces } from '../../process/checks/traces.ts';
import { messageOf } from '../../process/errors.ts';
import { createLogger } from '../../process/log/logger.ts';
import { type Condition, type NamedCondition, ok, stops } from '../../process/readiness/condition.ts';
import { createRedisKeys } from '../../process/redis/redis-keys.ts';
import { VERSION } from '../../process/version.ts';
import { readBuild } from '../build.ts';
import { loadRunnerConfig } from '../config.ts';
import { createPowerShellHost } from '../powershell/host.ts';
import { checkModule } from './module.ts';
import { checkRunnerRedis } from './redis.ts';
import { byRights } from './rights.ts';

/** What mends the rights of a runner's folder and everything in it. */
const INSTALL_AGAIN = 'Run Install-Runner.ps1 of the present bundle again: it sets the rights of this folder.';

/**
 * Everything that a runner needs for its work on this server. Whoever starts it stands for the account of the service.
 * @param ofModule what PowerShell finds; takes seconds
 * @throws ConfigurationError
 */
export async function checkRunner(
  env: Readonly<Record<string, string | undefined>>,
  ofModule = checkModule,
): Promise<NamedCondition[]> {
  const config = loadRunnerConfig(env);
  const { folder, identity } = config.home;
  const logger = createLogger('check', 'silent');
  const powershell = createPowerShellHost({ executable: config.powershell, logger, env });
  const build = readBuild();
  const whoElse = process.platform === 'win32' ? byRights(config.powershell, env, INSTALL_AGAIN) : byMode;
  const asked = ofModule(powershell, identity);
  return [
    {
      name: 'configuration',
      ...ok(`${identity.id} of ${identity.server}, version ${VERSION}${build ? `, build ${build}` : ''}.`),
    },
    { name: 'folder', ...folderOf(folder) },
    ...checkSecretFiles(
      [
        ['keys.json', join(folder, 'keys.json')],
        ['REDIS_URL_FILE', env['REDIS_URL_FILE']],
        ['EXO_TRACES_HEADERS_FILE', env['EXO_TRACES_HEADERS_FILE']],
      ],
      whoElse,
    ),
    ...(await checkRunnerRedis(config.redisUrl, createRedisKeys(config.namespace), identity.id)),
    ...(await asked),
    ...(await checkTraces(config.traces)),
  ];
}

function folderOf(folder: string): Condition {
  try {
    // Windows answers by the read-only mark when it is asked, not by the access list.
    rmdirSync(mkdtempSync(join(folder, 'check-')));
    return ok(`${folder} can be written: it keeps which jobs are done and which keys are believed.`);
  } catch (error) {
    return stops(`${folder} cannot be written: ${messageOf(error)}.`, INSTALL_AGAIN);
  }
}
