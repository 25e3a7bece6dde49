import type { Redis } from 'ioredis';
import { CodedError, messageOf } from '../../src/process/errors.ts';
import { EXIT } from '../../src/process/readiness/reach-redis.ts';

const ADMIN = 'REDIS_URL must name an administrator of Redis for this; a managed Redis sets users in its own portal.';

/**
 * Makes the user as the rule says, or changes it.
 * @returns puts back what was there before
 * @throws CodedError when this account may not
 */
export async function setUser(redis: Redis, user: string, rule: readonly string[]): Promise<() => Promise<void>> {
  return asAdministrator(async () => {
    const before = await lineOf(redis, user);
    await redis.call('ACL', 'SETUSER', user, ...rule);
    return async () => {
      if (before) await redis.call('ACL', 'SETUSER', user, 'reset', ...before);
      else await redis.call('ACL', 'DELUSER', user);
    };
  });
}

/** @throws CodedError when Redis has no such user, or this account may not see it */
export async function requireUser(redis: Redis, user: string): Promise<void> {
  if ((await asAdministrator(() => lineOf(redis, user))) !== undefined) return;
  throw new CodedError(
    'redis-no-user',
    `Redis has no user ${user}.`,
    'Users are bot, jobs, admin and each runner; "npm run runner:acl" makes those of runners.',
    { exitCode: EXIT.notAllowed },
  );
}

/**
 * Adds a password to a user, or leaves it as the only one. Connections stay.
 * @throws CodedError when this account may not
 */
export async function changePassword(redis: Redis, user: string, hash: string, only: boolean): Promise<void> {
  await asAdministrator(() => redis.call('ACL', 'SETUSER', user, ...(only ? ['resetpass'] : []), hash));
}

/** Ends the user and its connections. @returns whether there was one. @throws CodedError when this account may not */
export async function removeUser(redis: Redis, user: string): Promise<boolean> {
  return asAdministrator(async () => (await redis.call('ACL', 'DELUSER', user)) === 1);
}

/**
 * Writes the users to Redis's file of users.
 * @throws CodedError when it has none, or cannot write it: it forgets them when it restarts
 */
export async function saveUsers(redis: Redis): Promise<void> {
  try {
    await redis.call('ACL', 'SAVE');
  } catch (error) {
    const reason = messageOf(error);
    if (reason.startsWith('NOPERM')) throw notAllowed(error);
    if (reason.includes('not configured to use an ACL file')) {
      throw new CodedError(
        'redis-no-user-file',
        'This Redis has no file of users (aclfile) and forgets them when it restarts.',
        'Set "aclfile" in redis.conf and restart Redis. Where its users stand in redis.conf itself, put the line there that this command prints without --set. --unsaved sets the user until the next restart.',
        { cause: error, exitCode: EXIT.noUserFile },
      );
    }
    const file = await fileOf(redis);
    throw new CodedError(
      'redis-user-file',
      `Redis cannot write its file of users${file}: ${reason}.`,
      'Let the account of Redis write to the file and its folder, where it makes a new one before it replaces the old one; look at the log of Redis. Then try again.',
      { cause: error, exitCode: EXIT.notWritable },
    );
  }
}

async function fileOf(redis: Redis): Promise<string> {
  const answer = await redis.config('GET', 'aclfile').catch(() => []);
  const file = Array.isArray(answer) ? answer[1] : undefined;
  return typeof file === 'string' && file ? ` ${file}` : '';
}

/** The rule of a user as `ACL SETUSER` takes it; undefined: there is none. */
async function lineOf(redis: Redis, user: string): Promise<string[] | undefined> {
  const lines = await redis.call('ACL', 'LIST');
  if (!Array.isArray(lines)) return undefined;
  const line = lines.map(String).find((each) => each.startsWith(`user ${user} `));
  return line?.split(' ').slice(2);
}

async function asAdministrator<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (error) {
    throw notAllowed(error);
  }
}

function notAllowed(error: unknown): CodedError {
  const message = `Redis did not change the user: ${messageOf(error)}`;
  return new CodedError('redis-user', message, ADMIN, { cause: error, exitCode: EXIT.notAllowed });
}
