import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { botAclRule, jobsAclRule } from '../../../src/process/redis/process-acl.ts';
import { createRedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { aclPassword } from '../../../src/process/redis/runner-acl.ts';
import { startOwnRedis } from '../../support/own-redis.ts';

const keys = createRedisKeys('ops');
const key = (end: string) => `${keys.prefix}:${end}`;
const resources = new AsyncDisposableStack();
let admin: Redis;
let bot: Redis;
let jobs: Redis;

beforeAll(async () => {
  const { url } = resources.use(await startOwnRedis());
  const connect = (user?: string) => {
    const address = new URL(url);
    if (user) Object.assign(address, { username: user, password: `password-of-${user}` });
    const redis = new Redis(address.href, { maxRetriesPerRequest: null, disableClientInfo: true });
    resources.defer(() => redis.disconnect());
    return redis;
  };
  admin = connect();
  await admin.call('ACL', 'SETUSER', 'bot', ...botAclRule(keys, aclPassword('password-of-bot')));
  await admin.call('ACL', 'SETUSER', 'jobs', ...jobsAclRule(keys, aclPassword('password-of-jobs')));
  bot = connect('bot');
  jobs = connect('jobs');
});

afterAll(() => resources.disposeAsync());

beforeEach(async () => {
  await admin.flushall();
  await admin.lpush(key('cloud:wait'), 'job');
  await admin.lpush(key('mid1:wait'), 'job');
  await admin.hset(keys.runners, 'mid1', 'a record');
  await admin.rpush(key('audit'), 'a line');
  await admin.rpush(key('requests'), 'a request');
  await admin.hset(key('quarantine'), 'where', 'why');
  await admin.set(keys.heartbeat('mid1'), '{}');
  await admin.set(keys.enrolment('mid1'), '{}');
  await admin.set('of others', 'x');
});

/** A script that names the key, and one that hides it. */
const scripts = (command: string, name: string): [string, string[]][] => [
  [`${command} on ${name} by a script`, ['EVAL', `return redis.call('${command}', KEYS[1])`, '1', key(name)]],
  [`${command} on ${name} by a script that hides it`, ['EVAL', `return redis.call('${command}', '${key(name)}')`, '0']],
];

const OF_ADMINISTRATORS: [string, string[]][] = [
  ['read the configuration', ['CONFIG', 'GET', '*']],
  ['give itself rights', ['ACL', 'SETUSER', 'evil', 'on', 'nopass', '+@all', '~*']],
  ['list users', ['ACL', 'LIST']],
  ['empty Redis', ['FLUSHALL']],
  ['empty the database', ['FLUSHDB']],
  ['list keys', ['KEYS', '*']],
  ['drop scripts', ['SCRIPT', 'FLUSH']],
  ['stop scripts', ['SCRIPT', 'KILL']],
  ['load a library', ['FUNCTION', 'LOAD', '#!lua name=evil\n']],
  ['list connections', ['CLIENT', 'LIST']],
  ['watch all commands', ['MONITOR']],
  ['end Redis', ['SHUTDOWN', 'NOSAVE']],
  ['become a replica', ['REPLICAOF', '127.0.0.1', '1']],
  ['swap databases', ['SWAPDB', '0', '1']],
  ['put a dump into a key', ['RESTORE', key('run:x'), '0', 'x']],
  ['read keys of others', ['GET', 'of others']],
  ['publish for others', ['PUBLISH', 'of others', 'x']],
];

describe('whoever has the Redis password of the bot', () => {
  it.each<[string, string[]]>([
    ...OF_ADMINISTRATORS,
    ['make a script', ['SCRIPT', 'LOAD', 'return 1']],
    ['put a job into the queue of the cloud worker', ['LPUSH', key('cloud:wait'), 'evil']],
    ['read a job of the cloud worker', ['LRANGE', key('cloud:wait'), '0', '-1']],
    ['take its jobs away', ['DEL', key('cloud:wait')]],
    ...scripts('DEL', 'cloud:wait'),
    ['put a job into the queue of a runner', ['LPUSH', key('mid1:wait'), 'evil']],
    ['cancel a job of a runner', ['SADD', keys.cancelled('mid1'), 'job']],
    ['accept a runner', ['HSET', keys.runners, 'evil', 'x']],
    ['remove a runner', ['HDEL', keys.runners, 'mid1']],
    ...scripts('DEL', 'runners'),
    ['pretend that a runner is there', ['SET', keys.heartbeat('mid1'), '{}']],
    ['enrol a runner', ['SET', keys.enrolment('evil'), '{}']],
    ['tell a runner of a key', ['SET', key('mid1:announcement'), 'x']],
    ['tell a runner of a BullMQ', ['SET', keys.engine('mid1'), 'x']],
    ['cut the audit queue', ['LTRIM', key('audit'), '1', '0']],
    ['change a line of the audit queue', ['LSET', key('audit'), '0', 'x']],
    ['remove the audit queue', ['DEL', key('audit')]],
    ...scripts('DEL', 'audit'),
    ['move the newest head of the audit', ['SET', key('audit-head'), 'x']],
    ['take a request back', ['LPOP', key('requests')]],
    ['rename a run over the accepted runners', ['RENAME', key('run:x'), keys.runners]],
    ['copy jobs out', ['COPY', key('cloud:wait'), key('run:x')]],
    ['settle what is in flight', ['ZADD', keys.inflight, '1', 'x']],
  ])('cannot %s', async (_what, [name = '', ...args]) => {
    await expect(bot.call(name, ...args)).rejects.toThrow(/NOPERM|can't (access|run)|not allowed/);

    expect(await admin.lrange(key('cloud:wait'), 0, -1)).toEqual(['job']);
    expect(await admin.hgetall(keys.runners)).toEqual({ mid1: 'a record' });
    expect(await admin.lrange(key('audit'), 0, -1)).toEqual(['a line']);
  });

  it.each<[string, string[]]>([
    ['reads who is accepted', ['HGETALL', keys.runners]],
    ['reads who is there', ['MGET', keys.heartbeat('mid1'), keys.heartbeat('mid2')]],
    ['reads who asks to be let in', ['GET', keys.enrolment('mid1')]],
    ['removes who asked', ['DEL', keys.enrolment('mid1')]],
    ['asks for a runner', ['RPUSH', key('requests'), 'x']],
    ['writes down what was decided', ['RPUSH', key('audit'), 'x']],
    ['writes it down in a script', ['EVAL', "return redis.call('RPUSH', KEYS[1], 'x')", '1', key('audit')]],
    ['sets aside what it cannot read', ['HSET', key('quarantine'), 'else', 'x']],
    ['takes a note back that can be read again', ['HDEL', key('quarantine'), 'else']],
    ['writes a run', ['HSET', keys.run('contoso-1'), 'doc', '{}']],
    ['wakes the jobs process', ['PUBLISH', key('wake'), 'contoso-1']],
  ])('%s, as the bot', async (_what, [name = '', ...args]) => {
    await expect(bot.call(name, ...args)).resolves.toBeDefined();
  });
});

describe('whoever has the Redis password of jobs', () => {
  it.each(OF_ADMINISTRATORS)('cannot %s', async (_what, [name = '', ...args]) => {
    await expect(jobs.call(name, ...args)).rejects.toThrow(/NOPERM|can't (access|run)|not allowed/);
  });

  it('fills queues, loads scripts and decides about runners, as jobs', async () => {
    const queue = new Queue('mid1', { connection: jobs, prefix: keys.prefix });
    await queue.add('step', {}, { jobId: 'a.b.1' });
    await queue.close();

    await expect(jobs.script('LOAD', 'return 1')).resolves.toMatch(/^[0-9a-f]{40}$/);
    await expect(jobs.hset(keys.runners, 'mid2', 'x')).resolves.toBe(1);
    await expect(jobs.ltrim(key('audit'), 1, -1)).resolves.toBe('OK');
  });
});

it('bot and jobs may look at the clock of Redis, also in a script: it decides whether a click came in time', async () => {
  for (const redis of [bot, jobs]) {
    await expect(redis.time()).resolves.toHaveLength(2);
    await expect(redis.eval("return redis.call('TIME')", 1, keys.run('contoso-1'))).resolves.toHaveLength(2);
  }
});
