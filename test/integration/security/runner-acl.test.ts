import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { StepFailure } from '../../../src/contracts/errors.ts';
import { KEY_SPACE } from '../../../src/process/redis/key-space.ts';
import { runnerAclRule } from '../../../src/process/redis/runner-acl.ts';
import { findStep } from '../../../src/runs/run.ts';
import { createEngine } from '../../support/engine.ts';
import { MIA, makeRequest } from '../../support/run-request.ts';
import { createRunnerUser, startRunnerAsUser } from '../../support/runner-user.ts';
import { FRESH } from '../../support/step-outputs.ts';
import { until } from '../../support/until.ts';

const RUNNER = 'mid1-elevated';
let engine: Awaited<ReturnType<typeof createEngine>>;
let resources: AsyncDisposableStack;

beforeEach(async () => {
  resources = new AsyncDisposableStack();
  engine = resources.use(await createEngine(inject('redisUrl')));
});

afterEach(() => resources.disposeAsync());

async function startPrimary(checkServer: () => unknown | Promise<unknown>) {
  await engine.startCloudWorker({ 'check-tenant': async () => FRESH['check-tenant'] });
  const runner = await startRunnerAsUser(engine, inject('redisUrl'), RUNNER, () => ({
    'check-server': async (_input, context) => {
      await context.progress('looking at the server');
      return checkServer();
    },
  }));
  resources.use(runner);
  engine.startOrchestrator();
  return runner;
}

describe('a runner with its own Redis user', () => {
  it('does a step, shows its progress and is seen present, without one refusal', async () => {
    const finish = Promise.withResolvers<void>();
    const { user, redis } = await startPrimary(async () => {
      await finish.promise;
      return FRESH['check-server'];
    });

    const { id } = await engine.store.create(makeRequest({ serverCount: 1 }));
    await engine.untilRun(id, (run) => findStep(run, 'check-server@mid1')?.note === 'looking at the server');
    finish.resolve();
    await engine.untilRun(id, (run) => findStep(run, 'check-server@mid1')?.state === 'done');

    expect((await engine.runners.heartbeats([RUNNER])).get(RUNNER)).toMatchObject({ server: 'mid1' });
    expect(await redis.ping()).toBe('PONG');
    expect(await user.denied()).toEqual([]);
  });

  it('tries again what failed for a while, without one refusal', async () => {
    let attempts = 0;
    const { user } = await startPrimary(() => {
      attempts += 1;
      if (attempts > 2) return FRESH['check-server'];
      throw new StepFailure({ kind: 'transient', code: 'lag', message: 'm', advice: 'a', retryAfterMs: 20 });
    });

    const { id } = await engine.store.create(makeRequest({ serverCount: 1 }));
    const run = await engine.untilRun(id, (each) => findStep(each, 'check-server@mid1')?.state === 'done');

    expect(findStep(run, 'check-server@mid1')?.attempt).toBe(3);
    expect(await user.denied()).toEqual([]);
  });

  it('stops a step whose run was cancelled, without one refusal', async () => {
    await engine.startCloudWorker({ 'check-tenant': async () => FRESH['check-tenant'] });
    const aborted = Promise.withResolvers<unknown>();
    const runner = await startRunnerAsUser(engine, inject('redisUrl'), RUNNER, () => ({
      'check-server': async (_input, context) => {
        context.signal.addEventListener('abort', () => aborted.resolve(context.signal.reason));
        await aborted.promise;
        throw context.signal.reason;
      },
    }));
    resources.use(runner);
    engine.startOrchestrator();
    const { id } = await engine.store.create(makeRequest({ serverCount: 1 }));
    await engine.untilRun(id, (run) => findStep(run, 'check-server@mid1')?.state === 'running');

    await engine.store.apply(id, { type: 'cancel', by: MIA });

    expect(await aborted.promise).toMatchObject({ message: 'the run was cancelled' });
    expect(await runner.user.denied()).toEqual([]);
  });

  it('takes over the job of a worker that died, without one refusal', async () => {
    const queue = new Queue(RUNNER, { connection: engine.redis, prefix: engine.keys.prefix });
    await queue.add('check-server', { jws: 'not signed' }, { jobId: 'x.y.1' });
    const own = (end: string) => `${engine.keys.prefix}:${RUNNER}:${end}`;
    // What a worker leaves that was killed: the job is active and nobody holds its lock.
    await engine.redis.lmove(own('wait'), own('active'), 'RIGHT', 'LEFT');

    const runner = resources.use(await startRunnerAsUser(engine, inject('redisUrl'), RUNNER, () => ({})));
    const job = await until(async () => {
      const each = await queue.getJob('x.y.1');
      return each?.finishedOn ? each : undefined;
    });
    await queue.close();

    expect(job.failedReason).toMatch(/^refused/);
    expect(await runner.user.denied()).toEqual([]);
  });
});

describe('whoever stole the Redis password of a runner', () => {
  let attacker: Redis;
  let key: (end: string) => string;
  let user: Awaited<ReturnType<typeof createRunnerUser>>;

  beforeEach(async () => {
    key = (end) => `${engine.keys.prefix}:${end}`;
    user = resources.use(await createRunnerUser(engine.redis, engine.keys, inject('redisUrl'), RUNNER));
    attacker = user.connect();
    resources.defer(() => attacker.disconnect());
    const { redis } = engine;
    await redis.hset(key('mid2-elevated:job'), { data: 'of another runner' });
    await redis.lpush(key('mid2-elevated:wait'), 'job');
    await redis.hset(key('mid1-elevated2:job'), { data: 'of a neighbour by name' });
    await redis.set(key('run:contoso-1'), 'a run');
    await redis.hset(engine.keys.runners, 'mid1-elevated', 'a record');
  });

  it.each<[string, (k: (end: string) => string) => string[]]>([
    ['read a job of another runner', (k) => ['HGETALL', k('mid2-elevated:job')]],
    ['take a job of another runner', (k) => ['BZPOPMIN', k('mid2-elevated:marker'), '1']],
    ['put a job into the queue of another runner', (k) => ['LPUSH', k('mid2-elevated:wait'), 'evil']],
    ['cancel a job of another runner', (k) => ['SADD', k('mid2-elevated:cancelled'), 'job']],
    ['write the heartbeat of another runner', (k) => ['SET', k('mid2-elevated:heartbeat'), '{}']],
    ['touch a queue whose name begins like its own', (k) => ['HGETALL', k('mid1-elevated2:job')]],
    ['touch the cloud worker', (k) => ['LPUSH', k('cloud:wait'), 'evil']],
    ['read a run', (k) => ['GET', k('run:contoso-1')]],
    ['change a run', (k) => ['SET', k('run:contoso-1'), '{}']],
    ['read the accepted runners', (k) => ['HGETALL', k('runners')]],
    ['accept a runner', (k) => ['HSET', k('runners'), 'evil', 'x']],
    ['read the tokens that were given out', (k) => ['HGETALL', k('enrolling')]],
    ['read the journal', (k) => ['LRANGE', k('journal:contoso-1'), '0', '-1']],
    ['write outside the namespace', () => ['SET', 'anything', '1']],
    ['follow events of another queue', (k) => ['XREAD', 'STREAMS', k('mid2-elevated:events'), '0']],
    ['reach foreign keys by a script that names them', (k) => evalOn(k('run:contoso-1'), 'KEYS[1]')],
    ['stop Redis with a script that never ends', () => ['EVAL', 'while true do end', '0']],
    ['reach foreign keys by a script that hides them', (k) => evalOn(k('mid1-elevated:x'), `'${k('run:contoso-1')}'`)],
    ['read the configuration from a script', () => ['EVAL', "return redis.call('CONFIG', 'GET', '*')", '0']],
    ['list keys from a script', () => ['EVAL', "return redis.call('KEYS', '*')", '0']],
    ['make a script', () => ['SCRIPT', 'LOAD', 'while true do end']],
    ['make a read-only script', () => ['EVAL_RO', 'while true do end', '0']],
    ['make a function', () => ['FCALL', 'evil', '0']],
    ['list keys', (k) => ['KEYS', k('*')]],
    ['scan keys', () => ['SCAN', '0']],
    ['empty Redis', () => ['FLUSHALL']],
    ['empty the database', () => ['FLUSHDB']],
    ['read the configuration', () => ['CONFIG', 'GET', 'requirepass']],
    ['change the configuration', () => ['CONFIG', 'SET', 'dir', '/tmp']],
    ['give itself rights', () => ['ACL', 'SETUSER', 'evil', 'on', 'nopass', '+@all', '~*']],
    ['list users', () => ['ACL', 'LIST']],
    ['drop the scripts of others', () => ['SCRIPT', 'FLUSH']],
    ['stop scripts', () => ['SCRIPT', 'KILL']],
    ['load a library', () => ['FUNCTION', 'LOAD', '#!lua name=evil\n']],
    ['list connections', () => ['CLIENT', 'LIST']],
    ['close connections', () => ['CLIENT', 'KILL', 'TYPE', 'normal']],
    ['publish', () => ['PUBLISH', 'channel', 'x']],
    ['subscribe', () => ['SUBSCRIBE', 'channel']],
    ['subscribe to everything', () => ['PSUBSCRIBE', '*']],
    ['watch all commands', () => ['MONITOR']],
    ['rename a key away', (k) => ['RENAME', k('mid1-elevated:meta'), k('run:contoso-1')]],
    ['copy a key out of its part', (k) => ['COPY', k('mid1-elevated:meta'), k('run:contoso-2')]],
    ['move a database', () => ['SWAPDB', '0', '1']],
    ['become a replica', () => ['REPLICAOF', '127.0.0.1', '1']],
    ['end Redis', () => ['SHUTDOWN', 'NOSAVE']],
  ])('cannot %s', async (_what, command) => {
    const [name = '', ...args] = command(key);

    await expect(attacker.call(name, ...args)).rejects.toThrow(/NOPERM/);

    expect(await user.denied()).not.toEqual([]);
    expect(await engine.redis.get(key('run:contoso-1'))).toBe('a run');
    expect(await engine.redis.lrange(key('mid2-elevated:wait'), 0, -1)).toEqual(['job']);
    expect(await engine.redis.hgetall(engine.keys.runners)).toEqual({ 'mid1-elevated': 'a record' });
  });

  it('cannot use a script of ours on keys of others', async () => {
    const sha = String(await engine.redis.script('LOAD', "return redis.call('GET', ARGV[1])"));

    await expect(attacker.evalsha(sha, 0, key('run:contoso-1'))).rejects.toThrow(/can't access/);
  });

  it.each([
    ['debug', ['DEBUG', 'SLEEP', '0']],
    ['load a module', ['MODULE', 'LOAD', '/tmp/evil.so']],
  ])('cannot %s', async (_what, [name = '', ...args]) => {
    await expect(attacker.call(name, ...args)).rejects.toThrow(/can't (access|run)|not allowed/);
  });
});

function evalOn(declared: string, used: string): string[] {
  return ['EVAL', `return redis.call('GET', ${used})`, '1', declared];
}

it('no rule is made for a name that no runner can have', () => {
  for (const name of ['*', 'mid1*', 'mid1:evil', 'mid[12]', '', 'MID1', 'mid1 ~*', ...Object.keys(KEY_SPACE)]) {
    expect(() => runnerAclRule(engine.keys, name, '>x'), name).toThrow();
  }
});
