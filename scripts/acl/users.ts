import { type Redis, ReplyError } from 'ioredis';
import { CodedError, messageOf } from '../../src/process/errors.ts';

const ADMIN = 'REDIS_URL must name an administrator of Redis for this; a managed Redis sets users in its own portal.';

/** Makes the user as the rule says, or changes it. @throws CodedError when this account may not */
export async function setUser(redis: Redis, user: string, rule: readonly string[]): Promise<void> {
  await asAdministrator(() => redis.call('ACL', 'SETUSER', user, ...rule));
}

/** Ends the user and its connections. @returns whether there was one. @throws CodedError when this account may not */
export async function removeUser(redis: Redis, user: string): Promise<boolean> {
  return (await asAdministrator(() => redis.call('ACL', 'DELUSER', user))) === 1;
}

/** Writes the users to Redis's file of users. @returns false: it has none and forgets them when it restarts */
export async function saveUsers(redis: Redis): Promise<boolean> {
  try {
    await redis.call('ACL', 'SAVE');
    return true;
  } catch (error) {
    if (error instanceof ReplyError && /not configured to use an ACL file/.test(messageOf(error))) return false;
    throw error;
  }
}

async function asAdministrator<T>(command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (error) {
    throw new CodedError('redis-user', `Redis did not change the user: ${messageOf(error)}`, ADMIN, { cause: error });
  }
}
