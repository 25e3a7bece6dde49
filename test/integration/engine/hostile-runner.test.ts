import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { StepFailure } from '../../../src/contracts/errors.ts';
import { jobId } from '../../../src/contracts/job.ts';
import { createSigningKey } from '../../../src/contracts/trust/signing.ts';
import type { StepHandlers } from '../../../src/process/bullmq/step-worker.ts';
import { findStep, type Run } from '../../../src/runs/run.ts';
import { decisionOn } from '../../support/approving.ts';
import { createEngine } from '../../support/engine.ts';
import { makeRequest, makeServers } from '../../support/run-request.ts';
import { answering } from '../../support/step-handlers.ts';
import { FRESH } from '../../support/step-outputs.ts';
import { until } from '../../support/until.ts';

const HOSTILE = 'evil-elevated';
const STEP = 'check-server@evil';

let engine: Awaited<ReturnType<typeof createEngine>>;
/** The run that needs the hostile runner, while the runner holds its job. */
let id: string;
let job: string;
let held: PromiseWithResolvers<unknown>;

beforeEach(async () => {
  engine = await createEngine(inject('redisUrl'));
  held = Promise.withResolvers();
  const handlers = answering([]);
  await engine.startCloudWorker(handlers);
  for (const runner of ['mid1-elevated', 'mid1-connect', 'mid2-elevated', 'mid2-connect', 'evil-connect']) {
    await engine.startRunner(runner, handlers);
  }
  await engine.startRunner(HOSTILE, { 'check-server': () => held.promise });
  engine.startOrchestrator();
  id = await askWithHostile();
  job = jobKey(1);
  await engine.untilRun(id, (run) => findStep(run, STEP)?.state === 'running');
});

afterEach(async () => {
  held.resolve(FRESH['check-server']);
  await engine[Symbol.asyncDispose]();
});

async function askWithHostile(): Promise<string> {
  const [primary] = makeServers(1);
  if (!primary) throw new Error('there is a primary');
  const evil = { ...primary, name: 'evil', primary: false, elevated: HOSTILE, connect: 'evil-connect' };
  const tenant = {
    id: '7c1d0a52-0000-4000-8000-000000000666',
    domain: 'evil.com',
    label: 'evil',
    cloud: 'global',
  } as const;
  return (await engine.store.create(makeRequest({ tenant, servers: [primary, evil] }))).id;
}

function jobKey(attempt: number): string {
  return `${engine.keys.prefix}:${HOSTILE}:${jobId(id, STEP, attempt)}`;
}

/** Another customer's onboarding goes through, from the first check to the end. */
async function othersFinish(): Promise<void> {
  const other = await engine.store.create(makeRequest());
  const asked = await engine.untilRun(other.id, (run) => run.gate?.state === 'open');
  await engine.store.apply(other.id, await decisionOn(asked, engine.signingKey));
  await engine.untilRun(other.id, (run) => run.state === 'finished');
}

/** The hostile runner's own step as it ended. */
async function ended(): Promise<Run['steps'][number]> {
  const run = await engine.untilRun(id, (each) => ['failed', 'done'].includes(findStep(each, STEP)?.state ?? ''));
  const step = findStep(run, STEP);
  if (!step) throw new Error('the step is there');
  return step;
}

describe('a hostile runner', () => {
  it.each([
    ['its timestamp', { timestamp: 'x' }],
    ['its options', { opts: '{"delay":"x"', delay: '-1' }],
    ['times that are no numbers', { processedOn: 'NaN', timestamp: 'Infinity', delay: '1e400' }],
    ['times far away', { processedOn: '-9e15', timestamp: '9e15', delay: '9e15' }],
    ['a progress note that is no JSON', { progress: '{' }],
    ['a progress note of 3 MB', { progress: `{"note":"${'x'.repeat(3_000_000)}","at":"2026-11-24T09:30:00.000Z"}` }],
    ['a field that nobody asked for, of 3 MB', { stacktrace: 'x'.repeat(3_000_000) }],
  ])('that rewrites %s of its job stops nobody, itself included', async (_what, fields) => {
    await engine.redis.hset(job, fields);

    await othersFinish();
    held.resolve(FRESH['check-server']);

    expect((await ended()).state).toBe('done');
  });

  it.each([
    ['a string in the place of its job', async () => void (await engine.redis.set(job, 'x')), 'job-unreadable'],
    [
      'an end without a result',
      async () => void (await engine.redis.hset(job, { finishedOn: 'x' })),
      'result-not-understood',
    ],
    [
      'a result that is no JSON',
      async () => void (await engine.redis.hset(job, { finishedOn: 1, returnvalue: '{' })),
      'result-not-trusted',
    ],
    [
      'a result of 5 MB',
      async () => void (await engine.redis.hset(job, { finishedOn: 1, returnvalue: JSON.stringify('x'.repeat(5e6)) })),
      'result-too-large',
    ],
    [
      'a reason of 5 MB',
      async () => void (await engine.redis.hset(job, { finishedOn: 1, failedReason: 'x'.repeat(5e6) })),
      'job-refused',
    ],
  ])('that puts %s fails its own step and nothing else', async (_what, attack, code) => {
    await attack();

    await othersFinish();

    const step = await ended();
    expect(step).toMatchObject({ state: 'failed', error: { code } });
    expect(JSON.stringify(step).length).toBeLessThan(3000);
    // What it wrote is gone from Redis too; the name alone is kept for a while.
    await until(async () => ((await engine.redis.type(job)) === 'hash' ? true : undefined));
    expect(await engine.redis.hgetall(job)).toEqual({ closed: '1' });
  });

  it.each([
    ['20,000 findings', Array.from({ length: 20_000 }, () => ({ code: 'a', level: 'ok', message: 'm', advice: '' }))],
    ['a finding under a name that is none', [{ code: '../A', level: 'ok', message: 'm', advice: '' }]],
  ])('whose result has %s is not believed', async (_what, findings) => {
    held.resolve({ ...FRESH['check-server'], findings });

    expect(await ended()).toMatchObject({ state: 'failed', error: { code: expect.stringMatching(/^result-/) } });
  });

  it('cannot fill a card: its sentences are cut off', async () => {
    const findings = [{ code: 'a', level: 'warning', message: 'm'.repeat(50_000), advice: 'a'.repeat(50_000) }];
    held.resolve({ ...FRESH['check-server'], computerName: 'c'.repeat(50_000), findings });

    expect(JSON.stringify((await ended()).output).length).toBeLessThan(2500);
  });

  it('decides neither when it is tried again, nor for how long, nor what a card links to', async () => {
    held.reject(
      new StepFailure({
        kind: 'transient',
        code: 'whatever',
        message: 'm',
        advice: 'a',
        link: 'javascript:alert(1)',
        retryAfterMs: 0,
        budgetMs: 9e15,
      }),
    );

    const run = await engine.untilRun(id, (each) => (findStep(each, STEP)?.attempt ?? 0) > 1);

    const step = findStep(run, STEP);
    expect(step?.error).toEqual({
      kind: 'transient',
      code: 'whatever',
      message: 'm',
      advice: 'a',
      retryAfterMs: 1000,
      budgetMs: 1_800_000,
    });
    expect((step?.retryAt ?? 0) - (step?.failingSince ?? 0)).toBe(1000);
  });

  it('that makes its queue unusable keeps only its own step from its work', async () => {
    await engine.redis.set(`${engine.keys.prefix}:${HOSTILE}:wait`, 'x');
    await engine.redis.del(`${engine.keys.prefix}:${HOSTILE}:delayed`);
    await engine.redis.set(`${engine.keys.prefix}:${HOSTILE}:delayed`, 'x');
    held.reject(new StepFailure({ kind: 'transient', code: 'lag', message: 'm', advice: 'a' }));

    await othersFinish();

    const run = await engine.store.get(id);
    expect(run && findStep(run, STEP)?.state).toMatch(/running|delayed/);
  });
});

describe('entries that nobody can read', () => {
  it('are set aside at once, however many, and the work goes on', async () => {
    const { redis, keys } = engine;
    const bad = Array.from({ length: 3000 }, (_, index) => [0, `nonsense ${index}`]).flat();
    await redis.zadd(keys.inflight, ...bad);
    await redis.zadd(keys.outbox, ...bad);
    await redis.zadd(keys.deadlines, ...bad);
    await redis.zadd(keys.inflight, 'inf', 'execute cloud nobody-1 check-tenant 1', 0, 'execute a:b c d 1');

    await othersFinish();

    await until(async () => {
      const left = await Promise.all([keys.inflight, keys.outbox, keys.deadlines].map((key) => redis.zcard(key)));
      return left.every((count) => count <= 2) ? true : undefined;
    });
  });
});

describe('a list of work that is lost', () => {
  it('in flight: comes back, and the step that was with a worker is not executed again', async () => {
    await engine.redis.del(engine.keys.inflight);

    await until(async () => ((await engine.redis.zcard(engine.keys.inflight)) > 0 ? true : undefined));
    held.resolve(FRESH['check-server']);

    expect(await ended()).toMatchObject({ state: 'done', attempt: 1 });
  });

  it('deadlines: an open approval has its end again, also where somebody put it off for ever', async () => {
    const { redis, keys, store } = engine;
    const tenants = [randomUUID(), randomUUID()].map((id) => ({ ...makeRequest().tenant, id }));
    const [lost, late] = await Promise.all(
      tenants.map(async (tenant) => {
        const { id } = await store.create(makeRequest({ tenant }));
        return engine.untilRun(id, (each) => each.gate?.state === 'open');
      }),
    );
    await redis.del(keys.deadlines, keys.underWay);
    await redis.zadd(keys.deadlines, '+inf', `${late?.id} approval`);

    for (const run of [lost, late]) {
      await until(async () => {
        const end = await redis.zscore(keys.deadlines, `${run?.id} approval`);
        return end === String(run?.gate?.until) || undefined;
      });
    }
  });

  it.each(['lost', 'put off for ever'])(
    'outbox: the steps that nobody had dispatched are dispatched when it is %s',
    async (how) => {
      const idle = await createEngine(inject('redisUrl'));
      try {
        const { id: waiting } = await idle.store.create(makeRequest({ kind: 'plan' }));
        if (how === 'lost') await idle.redis.del(idle.keys.outbox);
        else
          for (const member of await idle.redis.zrange(idle.keys.outbox, '0', '-1'))
            await idle.redis.zadd(idle.keys.outbox, '+inf', member);

        const handlers: StepHandlers = answering([]);
        await idle.startCloudWorker(handlers);
        for (const runner of ['mid1-elevated', 'mid2-elevated']) await idle.startRunner(runner, handlers);
        idle.startOrchestrator();

        await idle.untilRun(waiting, (run) => run.state === 'finished');
      } finally {
        await idle[Symbol.asyncDispose]();
      }
    },
  );
});

describe('a worker whose clock is not right', () => {
  it.each([
    [
      'is 10 min behind',
      -10 * 60_000,
      /^The clock of the server of the runner slow-elevated is 10 min behind this bot's/,
    ],
    [
      'is 3 h ahead',
      3 * 3_600_000,
      /^The clock of the server of the runner slow-elevated is at least 2 h ahead of this bot's/,
    ],
  ])('that %s has a person told', async (_what, difference, sentence) => {
    const [server] = makeServers(1);
    if (!server) throw new Error('there is a server');
    const slow = { ...server, name: 'slow', elevated: 'slow-elevated', connect: 'slow-connect' };
    await engine.startRunner('slow-elevated', answering([]), { now: () => Date.now() + difference });

    const { id: run } = await engine.store.create(makeRequest({ kind: 'plan', servers: [slow] }));
    const stopped = await engine.untilRun(run, (each) => each.state === 'needs-person');

    expect(findStep(stopped, 'check-server@slow')?.error).toMatchObject({
      kind: 'person',
      code: 'clock-differs',
      message: expect.stringMatching(sentence),
    });
  });
});

it('a key that nobody accepted makes no result believed', async () => {
  await engine.redis.hset(job, { finishedOn: 1, returnvalue: JSON.stringify((await createSigningKey()).x) });

  expect(await ended()).toMatchObject({ state: 'failed', error: { code: 'result-not-trusted' } });
});
