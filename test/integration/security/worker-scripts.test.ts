import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobId } from '../../../src/contracts/job.ts';
import type { StepContext } from '../../../src/contracts/steps/index.ts';
import { startWorkerScripts } from '../../../src/jobs/worker-scripts.ts';
import { compareEngines } from '../../../src/process/bullmq/engine-check.ts';
import { ownEngine, workerScripts } from '../../../src/process/bullmq/scripts.ts';
import { createLogger } from '../../../src/process/log/logger.ts';
import { findStep } from '../../../src/runs/run.ts';
import { createEngine } from '../../support/engine.ts';
import { startOwnRedis } from '../../support/own-redis.ts';
import { makeRequest } from '../../support/run-request.ts';
import { startRunnerAsUser } from '../../support/runner-user.ts';
import { FRESH } from '../../support/step-outputs.ts';
import { until } from '../../support/until.ts';

const RUNNER = 'mid1-elevated';
let url: string;
let engine: Awaited<ReturnType<typeof createEngine>>;
let resources: AsyncDisposableStack;
let lines: Record<string, unknown>[];
const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });

beforeEach(async () => {
  lines = [];
  resources = new AsyncDisposableStack();
  ({ url } = resources.use(await startOwnRedis()));
  engine = resources.use(await createEngine(url));
});

afterEach(() => resources.disposeAsync());

/** What the jobs process is for runners. Its own worker leaves scripts in Redis too, but not all. */
async function startJobs(): Promise<void> {
  loadScripts();
  await engine.startCloudWorker({ 'check-tenant': async () => FRESH['check-tenant'] });
  engine.startOrchestrator();
}
const loadScripts = () =>
  resources.use(
    startWorkerScripts({ redis: engine.redis, keys: engine.keys, runners: [RUNNER], logger, everyMs: 100 }),
  );
const startRunner = (more: Parameters<typeof startRunnerAsUser>[4] = {}) =>
  startRunnerAsUser(engine, url, RUNNER, () => ({ 'check-server': async () => FRESH['check-server'] }), {
    logger,
    scripts: false,
    ...more,
  });
const said = () => lines.map(({ msg, advice }) => advice ?? msg);

async function hasAll(redis: Redis): Promise<boolean> {
  const known = await redis.script('EXISTS', ...workerScripts().map(({ sha }) => sha));
  return Array.isArray(known) && known.every((each) => each === 1);
}

async function serverIsChecked(): Promise<void> {
  const { id } = await engine.store.create(makeRequest({ serverCount: 1 }));
  await engine.untilRun(id, (run) => findStep(run, 'check-server@mid1')?.state === 'done');
}

describe("BullMQ's scripts", () => {
  it('are loaded again when Redis has lost them', async () => {
    loadScripts();
    await until(async () => (await hasAll(engine.redis)) || undefined);

    await engine.redis.script('FLUSH');

    await until(async () => (await hasAll(engine.redis)) || undefined);
  });

  it('are all there or none: a job that a runner took with the first ones would fail for want of the last one', async () => {
    loadScripts();
    await until(async () => (await hasAll(engine.redis)) || undefined);
    const watcher = engine.redis.duplicate();
    resources.defer(() => watcher.disconnect());
    const hashes = workerScripts().map(({ sha }) => sha);
    const seen = new Set<number>();

    for (let round = 0; round < 10; round += 1) {
      await engine.redis.script('FLUSH');
      for (let known = 0; known < hashes.length; ) {
        const answers = await watcher.script('EXISTS', ...hashes);
        known = Array.isArray(answers) ? answers.filter((each) => each === 1).length : 0;
        seen.add(known);
      }
    }

    expect([...seen].toSorted((a, b) => a - b)).toEqual([0, hashes.length]);
  });

  it('let a runner work that may not make any, also after Redis has lost them', async () => {
    await startJobs();
    const runner = resources.use(await startRunner());
    await serverIsChecked();

    await engine.redis.script('FLUSH');
    // Another tenant: the first one has its open run.
    await engine.redis.del(await engine.redis.keys(`${engine.keys.prefix}:open:*`));

    await serverIsChecked();
    expect((await runner.user.denied()).filter(({ object }) => object.startsWith('eval'))).toEqual([]);
  });
});

describe('a step whose result could not be handed in', () => {
  it('is done all the same when somebody flushes the scripts while it runs', async () => {
    await startJobs();
    let times = 0;
    const steps = () => ({
      'check-server': async (_input: unknown, { progress }: StepContext) => {
        times += 1;
        if (times === 1) await engine.redis.script('FLUSH');
        await progress('looking');
        return FRESH['check-server'];
      },
    });
    resources.use(await startRunnerAsUser(engine, url, RUNNER, steps, { logger, scripts: false }));

    await serverIsChecked();
  });

  it('is dispatched again when that made BullMQ call the job failed: nobody refused it', async () => {
    await startJobs();
    const { id } = await engine.store.create(makeRequest({ serverCount: 1 }));
    const job = `${engine.keys.prefix}:${RUNNER}:${jobId(id, 'check-server@mid1', 1)}`;
    await engine.acceptRunner(RUNNER);
    await until(async () => (await engine.redis.exists(job)) || undefined);
    await engine.redis.hset(job, { finishedOn: 1, failedReason: 'NOSCRIPT No matching script. Please use EVAL.' });

    await engine.untilRun(id, (run) => findStep(run, 'check-server@mid1')?.attempt === 2);

    resources.use(await startRunner());
    await engine.untilRun(id, (run) => findStep(run, 'check-server@mid1')?.state === 'done');
  });
});

describe('a runner whose scripts Redis does not know', () => {
  it('pauses instead of spinning, says once that jobs is not running, and goes on by itself', async () => {
    resources.use(await startRunner());
    await until(() => said().some((line) => String(line).includes('jobs process is not running')) || undefined);
    const calls = await callsByHash(engine.redis);

    await startJobs();
    await serverIsChecked();

    // Every try is six refusals and a pause; without the pause there are thousands a second.
    expect(calls).toBeLessThan(60);
    expect(said().filter((line) => String(line).includes('jobs process is not running'))).toHaveLength(1);
    expect(
      said().filter((line) => line === 'the worker cannot work with Redis, it pauses and tries again'),
    ).toHaveLength(1);
  });

  it('says which versions differ', async () => {
    const other = { bullmq: '9.9.9', scripts: 'other' };
    await engine.redis.set(engine.keys.engine(RUNNER), JSON.stringify(other));
    resources.use(await startRunner());
    const sentence = `This runner has BullMQ ${ownEngine().bullmq}, jobs has 9.9.9: update the runner bundle.`;

    await until(() => said().includes(sentence) || undefined);

    lines = [];
    await compareEngines(engine.redis, engine.keys.engine(RUNNER), logger);
    expect(said()).toEqual([sentence]);
  });

  it('finds out from what jobs has told it', async () => {
    loadScripts();
    await until(async () => (await engine.redis.exists(engine.keys.engine(RUNNER))) || undefined);

    await compareEngines(engine.redis, engine.keys.engine(RUNNER), createLogger('test', 'silent'));

    expect(JSON.parse((await engine.redis.get(engine.keys.engine(RUNNER))) ?? '')).toEqual(ownEngine());
    expect(await engine.redis.pttl(engine.keys.engine(RUNNER))).toBeGreaterThan(0);
  });
});

/** How often a script was called by a hash that Redis does not know. */
async function callsByHash(redis: Redis): Promise<number> {
  const stats = await redis.info('commandstats');
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0);
}
