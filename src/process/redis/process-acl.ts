import { type BotAccess, KEY_SPACE, RUNNER_KEYS } from './key-space.ts';
import type { RedisKeys } from './redis-keys.ts';

/**
 * Commands on data, connections, transactions, subscriptions. `@dangerous` takes back what empties, lists or configures
 * Redis; `info`: ioredis asks whether Redis has loaded its data, BullMQ for the version. Needs Redis 7.
 */
const COMMANDS = [
  '-@all',
  '+@read',
  '+@write',
  '+@connection',
  '+@transaction',
  '+@blocking',
  '+@pubsub',
  '-@dangerous',
  '-@admin',
  // A library of functions would stay in Redis and run in everybody's name.
  '-function',
  '-fcall',
  '-fcall_ro',
  '+info',
  // BullMQ wakes its own blocking read with it when it stops or its connection has gone quiet.
  '+client|unblock',
  // Whether a person's click is noted down in time is decided by Redis' own clock.
  '+time',
];
const SCRIPTS = ['+eval', '+evalsha'];

/** What may be done with what a BotAccess opens in part only. */
const APPEND = ['rpush'];
const NOTE = ['hset', 'hsetnx', 'hget', 'hmget', 'hgetall', 'hexists', 'hlen', 'hstrlen', 'hscan'];

/**
 * What the Redis user of the jobs process may do: everything with the keys of this installation, and load the scripts of
 * the runners. It may not configure Redis, make users, empty it, or touch keys of others.
 * @returns tokens of `ACL SETUSER jobs`; they replace whatever the user had
 */
export function jobsAclRule(keys: RedisKeys, password: string): string[] {
  const own = [`~${keys.prefix}:*`, `&${keys.prefix}:*`];
  return ['reset', 'on', password, 'resetchannels', ...own, ...COMMANDS, ...SCRIPTS, '+script|load', '+script|exists'];
}

/**
 * What the Redis user of the bot may do, as KEY_SPACE says: runs, chat and its own queue; not the queues of the workers,
 * and of runners only to read who is accepted, who is there, and who asks. What a script does is held to the same.
 * @returns tokens of `ACL SETUSER bot`; they replace whatever the user had
 */
export function botAclRule(keys: RedisKeys, password: string): string[] {
  const at = (access: BotAccess, mark = '~') =>
    Object.entries(KEY_SPACE)
      .filter(([, each]) => each === access)
      .flatMap(([first]) => [`${mark}${keys.prefix}:${first}`, `${mark}${keys.prefix}:${first}:*`]);
  const ofRunners = Object.entries(RUNNER_KEYS)
    .filter(([, commands]) => commands.length > 0)
    .map(([last, commands]) => selector(commands, [`~${keys.prefix}:*:${last}`]));
  return [
    'reset',
    'on',
    password,
    'resetchannels',
    `&${keys.prefix}:*`,
    ...at('all'),
    ...at('read', '%R~'),
    ...COMMANDS,
    // Redis asks for all rights on the keys that a script names, and then again for each command that it does.
    selector(['eval', 'evalsha'], [`~${keys.prefix}:*`]),
    selector(APPEND, at('append')),
    selector(NOTE, at('note')),
    ...ofRunners,
  ];
}

/** Rights of their own on keys of their own, beside those of the user. */
function selector(commands: readonly string[], keys: readonly string[]): string {
  return `(-@all ${commands.map((command) => `+${command}`).join(' ')} ${keys.join(' ')})`;
}
