import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Keys } from '../../../src/process/keys.ts';
import { aclPassword, runnerAclRule } from '../../../src/process/runner-acl.ts';

/** A Redis user for each process: runners by the product's rule, bot and jobs as infra/compose.yaml gives them. */
export async function setUsers(admin: Redis, keys: Keys, redisUrl: string, runners: readonly string[]) {
  const passwords = new Map<string, string>();
  const passwordOf = (user: string) => {
    const password = passwords.get(user) ?? `planted-redis-${user}-${randomBytes(8).toString('hex')}`;
    passwords.set(user, password);
    return password;
  };
  const rules = () => [
    ...['bot', 'jobs'].map((user) => [user, serviceRule(keys, aclPassword(passwordOf(user)))] as const),
    ...runners.map((runner) => [runner, runnerAclRule(keys, runner, aclPassword(passwordOf(runner)))] as const),
  ];
  const set = async () => {
    for (const [user, rule] of rules()) await admin.call('ACL', 'SETUSER', user, ...rule);
  };
  await set();
  return {
    passwords,
    /** Sets them again, after Redis was started anew. */
    set,
    urlOf(user: string): string {
      const url = new URL(redisUrl);
      url.username = user;
      url.password = passwordOf(user);
      return url.href;
    },
  };
}

function serviceRule(keys: Keys, password: string): string[] {
  return ['reset', 'on', password, `~${keys.prefix}:*`, '&*', '+@all', '-@admin', '-@dangerous', '+info', '+keys'];
}
