import { parseArgs } from 'node:util';
import { ConfigurationError, messageOf } from '../src/process/errors.ts';
import { startProcess } from '../src/process/lifecycle.ts';
import { reachRedis } from '../src/process/readiness/reach-redis.ts';
import { readRedisUrl } from '../src/process/redis/connection.ts';
import { aclPassword } from '../src/process/redis/runner-acl.ts';
import { newPassword, passwordIn, putPassword } from './acl/address-file.ts';
import { changeGivenUsers } from './acl/given-users.ts';
import { changePassword, requireUser, saveUsers } from './acl/users.ts';

const USE =
  'npm run redis:password -- <user> <file with its address or password> [--finish]\n' +
  'First it adds a new password beside the old one; with --finish only the one in the file is left.';

/**
 * `npm run redis:password`: changes the password of a Redis user while its process works, with the administrator of REDIS_URL. A
 * redis-users.acl beside the file is changed too, because compose takes the users from there at every start.
 */
await startProcess(async () => {
  const { user, file, finish } = readArguments();
  const redis = await reachRedis(readRedisUrl(process.env));
  try {
    await requireUser(redis, user);
    // Before anything is changed: whether this Redis keeps its users at all.
    await saveUsers(redis);
    const password = finish ? passwordIn(file) : newPassword();
    await changePassword(redis, user, aclPassword(password), finish);
    await saveUsers(redis);
    changeGivenUsers(file, user, aclPassword(password), finish);
    if (!finish) putPassword(file, password);
  } finally {
    redis.disconnect();
  }
  console.log(
    finish
      ? `The Redis user ${user} has the password in ${file} and no other.`
      : `The Redis user ${user} has a new password, in ${file}, and the old one still counts. Give the file to its process, start that again, then run this with --finish.`,
  );
}, 'Nothing was changed');

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { finish: { type: 'boolean', default: false } },
    });
    const [user, file, ...more] = positionals;
    if (!user || !file || more.length > 0) throw new Error('name the user and its file');
    return { user, file, finish: values.finish };
  } catch (error) {
    throw new ConfigurationError(messageOf(error), USE);
  }
}
