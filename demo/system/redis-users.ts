import { randomBytes } from 'node:crypto';
import { botAclRule, jobsAclRule } from '../../src/process/redis/process-acl.ts';
import { createRedisKeys } from '../../src/process/redis/redis-keys.ts';
import { aclPassword, runnerAclRule } from '../../src/process/redis/runner-acl.ts';

export interface RedisUsers {
  /** Lines of Redis' file of users. */
  readonly lines: readonly string[];
  /** The address of a process: with its own user, where there is one. @param url an administrator's address */
  addressOf(process: string, url: string): string;
}

/** A Redis that has no users of ours: every process has the same rights, as with REDIS_URL. */
export const NO_USERS: RedisUsers = { lines: [], addressOf: (_process, url) => url };

/** Each process of the demo with the rights that it has in an installation, and no others. */
export function planRedisUsers(namespace: string, runners: readonly string[]): RedisUsers {
  const keys = createRedisKeys(namespace);
  const passwords = new Map(['bot', 'jobs', ...runners].map((user) => [user, randomBytes(24).toString('base64url')]));
  const ruleOf = (user: string, password: string) => {
    if (user === 'bot') return botAclRule(keys, password);
    return user === 'jobs' ? jobsAclRule(keys, password) : runnerAclRule(keys, user, password);
  };
  return {
    lines: [...passwords].map(([user, password]) => `user ${user} ${ruleOf(user, aclPassword(password)).join(' ')}`),
    addressOf(process, url) {
      const password = passwords.get(process);
      if (!password) throw new Error(`Redis has no user ${process}`);
      const address = new URL(url);
      address.username = process;
      address.password = password;
      return address.href;
    },
  };
}
