import { randomBytes } from 'node:crypto';
import { botAclRule, jobsAclRule } from '../../src/process/redis/process-acl.ts';
import { createRedisKeys } from '../../src/process/redis/redis-keys.ts';
import { aclPassword } from '../../src/process/redis/runner-acl.ts';

/**
 * The users of an installation's Redis and the addresses with their passwords: bot and jobs with what each needs, an
 * administrator for `npm run runner:acl`, and `health`, which may do nothing but PING. Redis itself gets hashes only.
 * @param redis `redis://host:port` or `rediss://host:port`
 */
export function makeRedisUsers(namespace: string, redis: string): Readonly<Record<string, string>> {
  const keys = createRedisKeys(namespace);
  const passwords = { admin: newPassword(), bot: newPassword(), jobs: newPassword() };
  const lines = [
    'user default off',
    `user admin on ${aclPassword(passwords.admin)} ~* &* +@all`,
    'user health on nopass resetkeys resetchannels -@all +ping',
    `user bot ${botAclRule(keys, aclPassword(passwords.bot)).join(' ')}`,
    `user jobs ${jobsAclRule(keys, aclPassword(passwords.jobs)).join(' ')}`,
  ];
  const [protocol, host] = redis.split('//');
  const addresses = Object.entries(passwords).map(([user, password]) => [
    `redis-url-${user}`,
    `${protocol}//${user}:${password}@${host}\n`,
  ]);
  return { 'redis-users.acl': `${lines.join('\n')}\n`, ...Object.fromEntries(addresses) };
}

function newPassword(): string {
  return randomBytes(32).toString('hex');
}
