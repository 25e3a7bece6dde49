import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Redis } from 'ioredis';
import { CommonEnvironment, readEnvironment } from '../src/process/config/load.ts';
import { CodedError, ConfigurationError, messageOf } from '../src/process/errors.ts';
import { startProcess } from '../src/process/lifecycle.ts';
import { reachRedis } from '../src/process/readiness/reach-redis.ts';
import { readRedisUrl } from '../src/process/redis/connection.ts';
import { createRedisKeys } from '../src/process/redis/redis-keys.ts';
import { aclPassword, isRunnerName, runnerAclRule } from '../src/process/redis/runner-acl.ts';
import { takePassword } from './acl/password.ts';
import { removeUser, saveUsers, setUser } from './acl/users.ts';

const USE =
  'npm run runner:acl -- <runner> [--password-file <file>] [--set [--unsaved] | --remove]\n' +
  'Without --set it prints the line for the file of users. The password file is made if it is missing; "-" is standard input.';

/**
 * `npm run runner:acl`: the Redis user of one runner, printed, or set with the administrator of REDIS_URL. What cannot be
 * done to the end is not begun: no user that Redis forgets, no file with a password that nobody takes.
 */
await startProcess(async () => {
  const options = readArguments();
  const { EXO_NAMESPACE: namespace } = readEnvironment(CommonEnvironment, process.env);
  const { runner, passwordFile } = options;
  if (options.remove) return withRedis((redis) => remove(redis, runner));

  const taken = passwordFile ? await takePassword(passwordFile) : undefined;
  try {
    const rule = runnerAclRule(createRedisKeys(namespace), runner, taken ? aclPassword(taken.password) : '>PASSWORD');
    if (!options.set) console.log(`user ${runner} ${rule.join(' ')}`);
    else if (!taken) throw new ConfigurationError('--set needs a password.', `Add --password-file.\n${USE}`);
    else await withRedis((redis) => set(redis, runner, rule, options.unsaved));
  } catch (error) {
    if (taken?.made && passwordFile) rmSync(passwordFile, { force: true });
    throw error;
  }
  if (taken?.made) console.error(`Made a password in ${passwordFile}; bring it to the MID server and delete it.`);
}, 'Nothing was changed');

async function set(redis: Redis, runner: string, rule: readonly string[], unsaved: boolean): Promise<void> {
  // Before anything is changed: whether this Redis keeps its users at all.
  if (!unsaved) await saveUsers(redis);
  const putBack = await setUser(redis, runner, rule);
  try {
    if (!unsaved) await saveUsers(redis);
  } catch (error) {
    await putBack();
    throw error;
  }
  console.log(`Set the Redis user ${runner}. The runner's address is rediss://${runner}:<password>@<host>:<port>.`);
}

/** A user that must go goes now, also from a Redis that cannot write it down. */
async function remove(redis: Redis, runner: string): Promise<void> {
  const removed = await removeUser(redis, runner);
  console.log(
    removed ? `Removed the Redis user ${runner}; its connections are closed.` : `Redis has no user ${runner}.`,
  );
  try {
    await saveUsers(redis);
  } catch (error) {
    if (!removed || !(error instanceof CodedError)) throw error;
    const again = 'The user comes back when Redis restarts, unless it is taken out of its configuration.';
    console.error(`${error.message} ${again}`);
    process.exitCode = error.exitCode;
  }
}

async function withRedis(work: (redis: Redis) => Promise<void>): Promise<void> {
  const redis = await reachRedis(readRedisUrl(process.env));
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
        unsaved: { type: 'boolean', default: false },
        remove: { type: 'boolean', default: false },
        'password-file': { type: 'string' },
      },
    });
    const [runner, ...more] = positionals;
    if (!runner || more.length > 0) throw new Error('name one runner');
    if (!isRunnerName(runner)) throw new Error(`"${runner}" is not a valid runner name, such as mid1-elevated`);
    const { set, unsaved, remove, 'password-file': passwordFile } = values;
    return { runner, set, unsaved, remove, passwordFile };
  } catch (error) {
    throw new ConfigurationError(messageOf(error), USE);
  }
}
