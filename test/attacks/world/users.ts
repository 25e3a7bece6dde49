import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { botAclRule, jobsAclRule } from '../../../src/process/redis/process-acl.ts';
import type { RedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { aclPassword, runnerAclRule } from '../../../src/process/redis/runner-acl.ts';

/** A Redis user for each process, with the rights that it has in an installation. */
export async function setUsers(admin: Redis, keys: RedisKeys, redisUrl: string, runners: readonly string[]) {
  const passwords = new Map<string, string>();
  const passwordOf = (user: string) => {
    const password = passwords.get(user) ?? `planted-redis-${user}-${randomBytes(8).toString('hex')}`;
    passwords.set(user, password);
    return password;
  };
  const rules = () => [
    ['bot', botAclRule(keys, aclPassword(passwordOf('bot')))] as const,
    ['jobs', jobsAclRule(keys, aclPassword(passwordOf('jobs')))] as const,
    ...runners.map((runner) => [runner, runnerAclRule(keys, runner, aclPassword(passwordOf(runner)))] as const),
  ];
  const set = async () => {
    for (const [user, rule] of rules()) await admin.call('ACL', 'SETUSER', user, ...rule);
  };
  await set();
  return {
    passwords,
    /** Sets them again, after Redis was started again. */
    set,
    urlOf(user: string): string {
      const url = new URL(redisUrl);
      url.username = user;
      url.password = passwordOf(user);
      return url.href;
    },
  };
}
