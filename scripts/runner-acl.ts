import { parseArgs } from 'node:util';
import { CommonEnvironment, readEnvironment } from '../src/process/config/load.ts';
import { ConfigurationError, messageOf } from '../src/process/errors.ts';
import { createKeys } from '../src/process/keys.ts';
import { createLogger } from '../src/process/logger.ts';
import { startProcess } from '../src/process/main.ts';
import { connectRedis, readRedisUrl } from '../src/process/redis.ts';
import { aclPassword, isRunnerName, runnerAclRule } from '../src/process/runner-acl.ts';
import { takePassword } from './acl/password.ts';
import { removeUser, saveUsers, setUser } from './acl/users.ts';

const USE =
  'npm run runner:acl -- <runner> [--password-file <file>] [--set | --remove]\n' +
  'Without --set it prints the line for the file of users. The password file is made if it is missing; "-" is standard input.';

/** `npm run runner:acl`: the Redis user of one runner, printed, or set with the administrator of REDIS_URL. */
await startProcess(async () => {
  const options = readArguments();
  const { EXO_NAMESPACE: namespace } = readEnvironment(CommonEnvironment, process.env);
  const { runner } = options;
  if (options.remove) return remove(runner);

  const taken = options.passwordFile ? await takePassword(options.passwordFile) : undefined;
  const rule = runnerAclRule(createKeys(namespace), runner, taken ? aclPassword(taken.password) : '>PASSWORD');
  if (taken?.made)
    console.error(`Made a password in ${options.passwordFile}; bring it to the MID server and delete it.`);
  if (!options.set) return console.log(`user ${runner} ${rule.join(' ')}`);
  if (!taken) throw new ConfigurationError('--set needs a password.', `Add --password-file.\n${USE}`);
  await withRedis(async (redis) => {
    await setUser(redis, runner, rule);
    console.log(`Set the Redis user ${runner}. The runner's address is rediss://${runner}:<password>@<host>:<port>.`);
    await save(redis);
  });
});

async function remove(runner: string): Promise<void> {
  await withRedis(async (redis) => {
    const removed = await removeUser(redis, runner);
    console.log(
      removed ? `Removed the Redis user ${runner}; its connections are closed.` : `Redis has no user ${runner}.`,
    );
    await save(redis);
  });
}

async function save(redis: ReturnType<typeof connectRedis>): Promise<void> {
  if (await saveUsers(redis)) return;
  console.log('This Redis has no file of users and forgets this when it restarts: set "aclfile" in redis.conf.');
}

async function withRedis(work: (redis: ReturnType<typeof connectRedis>) => Promise<void>): Promise<void> {
  const redis = connectRedis(readRedisUrl(process.env), createLogger('runner-acl', 'warn'));
  try {
    await work(redis);
  } finally {
    redis.disconnect();
  }
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        set: { type: 'boolean', default: false },
        remove: { type: 'boolean', default: false },
        'password-file': { type: 'string' },
      },
    });
    const [runner, ...more] = positionals;
    if (!runner || more.length > 0) throw new Error('name one runner');
    if (!isRunnerName(runner)) throw new Error(`"${runner}" is no name of a runner, such as mid1-elevated`);
    return { runner, set: values.set, remove: values.remove, passwordFile: values['password-file'] };
  } catch (error) {
    throw new ConfigurationError(messageOf(error), USE);
  }
}
