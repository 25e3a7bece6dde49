import { createHash } from 'node:crypto';
import { Name } from '../../contracts/ids.ts';
import { isReservedName } from './key-space.ts';
import type { RedisKeys } from './redis-keys.ts';

/**
 * What BullMQ's worker does in Redis, also inside its scripts, found by taking one command away at a time (BullMQ 6.7,
 * Redis 7.0); BullMQ publishes no such list. Not `eval`: one script that never ends would stop Redis for everybody. Scripts
 * are called by their hash (scripts-by-hash.ts), and the jobs process loads those that there are.
 */
const WORKER_COMMANDS = [
  'client|setname',
  'bzpopmin',
  'evalsha',
  'del',
  'exists',
  'get',
  'hdel',
  'hexists',
  'hget',
  'hgetall',
  'hincrby',
  'hmget',
  'hmset',
  'hset',
  'incr',
  'llen',
  'lpos',
  'lpush',
  'lrange',
  'lrem',
  'ltrim',
  'pexpire',
  'pttl',
  'rpoplpush',
  'rpush',
  'sadd',
  'scard',
  'set',
  'sismember',
  'smembers',
  'srem',
  'xadd',
  'xtrim',
  'zadd',
  'zcard',
  'zpopmin',
  'zrange',
  'zrangebyscore',
  'zrem',
  'zremrangebyrank',
  'zremrangebyscore',
  'zrevrange',
  'zrevrangebyscore',
  'zscore',
] as const;

/** `info`: ioredis asks whether Redis has loaded its data. `ping`: our readiness check. */
const CLIENT_COMMANDS = ['ping', 'info'] as const;

/** Names that a runner may have: not those that would give its Redis user keys of others. */
const RunnerName = Name.refine((name) => !isReservedName(name), 'exo keeps keys of its own under this name');

/** Whether a runner may have this name. */
export function isRunnerName(name: string): boolean {
  return RunnerName.safeParse(name).success;
}

/**
 * What a runner's Redis user, which is called like the runner, may do: a worker's commands on the keys of its own queue,
 * no channel, nothing else. Heartbeat, enrolment and the set of cancelled jobs have their keys there too.
 * @param password token of `ACL SETUSER` that sets it, such as `aclPassword` makes
 * @returns tokens of `ACL SETUSER <runner>`; they replace whatever the user had
 * @throws ZodError for a name that no runner can have, such as one with a wildcard or `cloud`
 */
export function runnerAclRule(keys: RedisKeys, runner: string, password: string): string[] {
  const own = `~${keys.prefix}:${RunnerName.parse(runner)}:*`;
  const allowed = [...CLIENT_COMMANDS, ...WORKER_COMMANDS].map((command) => `+${command}`);
  return ['reset', 'on', password, own, 'resetchannels', '-@all', ...allowed];
}

/** Sets a password by its SHA-256: the password itself does not travel. */
export function aclPassword(password: string): string {
  return `#${createHash('sha256').update(password).digest('hex')}`;
}
