import { Queue } from 'bullmq';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { StepFailure } from '../../../src/contracts/errors.ts';
import { createSigningKey, publicSigningKey, signJob, signResult } from '../../../src/contracts/trust/signing.ts';
import { createVouching } from '../../../src/jobs/guard/proof/vouched.ts';
import type { StepHandlers } from '../../../src/process/bullmq/step-worker.ts';
import { findStep } from '../../../src/runs/run.ts';
import { TenantBusyError } from '../../../src/runs/store/store-errors.ts';
import { decisionOn } from '../../support/approving.ts';
import { createEngine } from '../../support/engine.ts';
import { configOf } from '../../support/guard.ts';
import { JON, MIA, makeRequest, TENANT_ID } from '../../support/run-request.ts';
import { answering } from '../../support/step-handlers.ts';
import { FRESH } from '../../support/step-outputs.ts';
import { until } from '../../support/until.ts';

let engine: Awaited<ReturnType<typeof createEngine>>;

beforeEach(async () => {
  engine = await createEngine(inject('redisUrl'));
});

afterEach(async () => {
  await engine[Symbol.asyncDispose]();
});

async function startAll(handlers: StepHandlers): Promise<void> {
  await engine.startCloudWorker(handlers);
  for (const id of ['mid1-elevated', 'mid1-connect', 'mid2-elevated', 'mid2-connect']) {
    await engine.startRunner(id, handlers);
  }
  engine.startOrchestrator();
}

async function approve(id: string): Promise<void> {
  const run = await engine.untilRun(id, (each) => each.gate?.state === 'open');
  await engine.store.apply(id, await decisionOn(run, engine.signingKey));
}

describe('the engine with queues and workers', () => {
  it('takes a run from the first check to the proofs, each step once', async () => {
    const calls: string[] = [];
    await startAll(answering(calls));

    const { id } = await engine.store.create(makeRequest());
    await approve(id);
    const run = await engine.untilRun(id, (each) => each.state === 'finished');

    expect(id).toBe('contoso-1');
    expect(calls).toHaveLength(run.steps.filter((step) => step.queue !== null).length);
    // The last job is put away just after its result was recorded.
    await until(async () => ((await engine.redis.zcard(engine.keys.inflight)) === 0 ? true : undefined));
    expect(await engine.redis.zcard(engine.keys.outbox)).toBe(0);
    expect(await engine.store.onboarded()).toMatchObject([{ label: 'contoso', run: id, approver: JON.name }]);
    const journal = await engine.store.journal(id);
    expect(journal.map((entry) => entry.what)).toEqual(expect.arrayContaining(['asked', 'approved', 'finished']));
  });

  it('vouches for everything that an approval is about, as its worker answered it', async () => {
    await startAll(answering([]));
    const { id } = await engine.store.create(makeRequest());

    const run = await engine.untilRun(id, (each) => each.gate?.state === 'open');

    const keys = [publicSigningKey(engine.signingKey)];
    expect(await createVouching({ config: configOf(), orchestratorKeys: keys })(run)).toEqual([]);
    expect(run.steps.filter(({ voucher }) => voucher !== undefined)).toHaveLength(6);
  });

  it('lets a tenant have one open onboarding, and the next when it is closed', async () => {
    const first = await engine.store.create(makeRequest());

    await expect(engine.store.create(makeRequest())).rejects.toThrow(TenantBusyError);
    expect(await engine.store.openRun(TENANT_ID)).toBe(first.id);

    await engine.store.apply(first.id, { type: 'cancel', by: MIA });
    expect((await engine.store.create(makeRequest())).id).not.toBe(first.id);
  });

  it('begins one run for one command, however often it is carried out, and none after that run was cancelled', async () => {
    const first = await engine.store.create(makeRequest(), 'command-1');
    expect((await engine.store.create(makeRequest(), 'command-1')).id).toBe(first.id);

    await engine.store.apply(first.id, { type: 'cancel', by: MIA });

    expect(await engine.store.create(makeRequest(), 'command-1')).toMatchObject({ id: first.id, state: 'cancelled' });
    expect((await engine.store.create(makeRequest(), 'command-2')).id).not.toBe(first.id);
  });

  it('begins no run for a command that met an open one, even after that one is over', async () => {
    const open = await engine.store.create(makeRequest(), 'command-1');
    await expect(engine.store.create(makeRequest(), 'command-2')).rejects.toThrow(TenantBusyError);

    await engine.store.apply(open.id, { type: 'cancel', by: MIA });

    expect((await engine.store.create(makeRequest(), 'command-2')).id).toBe(open.id);
  });

  it('creates one run when two people ask in the same moment', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => engine.store.create(makeRequest())));

    expect(asked.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  });

  it('accepts one decision when two approvers click in the same moment', async () => {
    await startAll(answering([]));
    const { id } = await engine.store.create(makeRequest());
    const run = await engine.untilRun(id, (each) => each.gate?.state === 'open');

    const clicks = await Promise.all(
      Array.from({ length: 8 }, async (_, index) =>
        engine.store.apply(id, await decisionOn(run, engine.signingKey, index % 2 ? 'decline' : 'approve')),
      ),
    );

    expect(clicks.filter((each) => each && !each.refusal)).toHaveLength(1);
  });

  it('tries a step again when it failed for a while', async () => {
    const calls: string[] = [];
    let failures = 0;
    await startAll(
      answering(calls, {
        'check-tenant': () => {
          failures += 1;
          if (failures > 2) return undefined;
          throw new StepFailure({ kind: 'transient', code: 'lag', message: 'm', advice: 'a', retryAfterMs: 50 });
        },
      }),
    );

    const { id } = await engine.store.create(makeRequest({ kind: 'plan' }));
    const run = await engine.untilRun(id, (each) => each.state === 'finished');

    expect(findStep(run, 'check-tenant')).toMatchObject({ state: 'done', attempt: 3 });
  });

  it('stops a running step when the run is cancelled', async () => {
    const aborted = Promise.withResolvers<unknown>();
    await engine.startCloudWorker({
      'check-tenant': async (_input, context) => {
        context.signal.addEventListener('abort', () => aborted.resolve(context.signal.reason));
        await aborted.promise;
        throw new Error('stopped');
      },
    });
    engine.startOrchestrator();
    const { id } = await engine.store.create(makeRequest());
    await engine.untilRun(id, (run) => findStep(run, 'check-tenant')?.state === 'running');

    await engine.store.apply(id, { type: 'cancel', by: MIA });

    await expect(aborted.promise).resolves.toMatchObject({ message: 'the run was cancelled' });
  });

  it('shows progress from inside a step', async () => {
    const go = Promise.withResolvers<void>();
    await engine.startCloudWorker({
      'check-tenant': async (_input, context) => {
        await context.progress('reading the tenant');
        await go.promise;
        return FRESH['check-tenant'];
      },
    });
    engine.startOrchestrator();
    const { id } = await engine.store.create(makeRequest());

    const run = await engine.untilRun(id, (each) => findStep(each, 'check-tenant')?.note !== undefined);
    go.resolve();

    expect(findStep(run, 'check-tenant')?.note).toBe('reading the tenant');
  });

  it('finishes when two orchestrators share the work', async () => {
    const calls: string[] = [];
    await startAll(answering(calls));
    engine.startOrchestrator();

    const { id } = await engine.store.create(makeRequest());
    await approve(id);
    const run = await engine.untilRun(id, (each) => each.state === 'finished');

    expect(calls).toHaveLength(run.steps.filter((step) => step.queue !== null).length);
  });

  it('asks for the enrolment of a runner that nobody accepted', async () => {
    await startAll(answering([]));
    await engine.removeRunner('mid2-elevated');

    const { id } = await engine.store.create(makeRequest());
    const run = await engine.untilRun(id, (each) => each.state === 'needs-person');

    expect(run.steps.find((step) => step.state === 'failed')?.error?.code).toMatch(/not-accepted|not-trusted/);
  });
});

describe('somebody who can write to Redis', () => {
  function attackersQueue(name: string): Queue {
    return new Queue(name, { connection: engine.redis, prefix: engine.keys.prefix });
  }

  const claims = {
    iss: 'orchestrator',
    jti: 'x.check-server@mid1.1',
    iat: 0,
    run: 'x',
    step: 'check-server@mid1',
    do: 'check-server',
    attempt: 1,
    input: {},
  } as const;
  const soon = () => Math.floor(Date.now() / 1000) + 600;

  it.each([
    [
      'a job signed with another key',
      async () => signJob({ ...claims, aud: 'runner:mid1-elevated', exp: soon() }, await createSigningKey()),
    ],
    [
      'a job for another runner',
      async () => signJob({ ...claims, aud: 'runner:mid2-elevated', exp: soon() }, engine.signingKey),
    ],
    [
      'a job that has expired',
      async () => signJob({ ...claims, aud: 'runner:mid1-elevated', exp: 1000 }, engine.signingKey),
    ],
    [
      'a job under another id',
      async () => signJob({ ...claims, jti: 'y.z.1', aud: 'runner:mid1-elevated', exp: soon() }, engine.signingKey),
    ],
    ['an unsigned job', async () => 'eyJhbGciOiJub25lIn0.e30.'],
  ])('cannot make a runner execute %s', async (_what, make) => {
    const calls: string[] = [];
    await engine.startRunner('mid1-elevated', answering(calls));
    const queue = attackersQueue('mid1-elevated');

    await queue.add('check-server', { jws: await make() }, { jobId: claims.jti });
    const job = await until(async () => {
      const each = await queue.getJob(claims.jti);
      return each?.finishedOn ? each : undefined;
    });
    await queue.close();

    expect(job.failedReason).toMatch(/^refused/);
    expect(calls).toEqual([]);
    expect(engine.logs.map((line) => line.msg)).toContain('job refused: it is not one of ours');
  });

  it('gets the old answer for a job that is put into the queue again', async () => {
    const calls: string[] = [];
    const results = new Map<string, string>();
    const memory = {
      recall: (jti: string) => results.get(jti),
      remember: (jti: string, _exp: number, result: string) => void results.set(jti, result),
    };
    const input = {
      cloud: 'global',
      certificateTag: 't',
      storeLocation: 'LocalMachine',
      minimumModuleVersion: '3.2.0',
      recommendedModuleVersion: '3.10.1',
    };
    const jws = await signJob({ ...claims, input, aud: 'runner:mid1-elevated', exp: soon() }, engine.signingKey);
    await engine.startRunner('mid1-elevated', answering(calls), { memory });
    const queue = attackersQueue('mid1-elevated');
    const runOnce = async () => {
      await queue.add('check-server', { jws }, { jobId: claims.jti });
      const job = await until(async () => {
        const each = await queue.getJob(claims.jti);
        return each?.finishedOn ? each : undefined;
      });
      await job.remove();
      return job.returnvalue;
    };

    const first = await runOnce();
    const second = await runOnce();
    await queue.close();

    expect(second).toBe(first);
    expect(calls).toEqual(['check-server']);
  });

  it('cannot swap the result of a runner', async () => {
    const held = Promise.withResolvers<void>();
    const handlers = answering([]);
    await engine.startCloudWorker(handlers);
    await engine.startRunner('mid2-elevated', handlers);
    await engine.startRunner('mid1-elevated', {
      ...handlers,
      'create-certificate': async () => {
        await held.promise;
        return FRESH['create-certificate'];
      },
    });
    engine.startOrchestrator();
    const { id } = await engine.store.create(makeRequest());
    await engine.untilRun(id, (run) => findStep(run, 'create-certificate')?.state === 'running');

    // The attacker has a runner's result for another job, and a key of their own.
    const key = `${engine.keys.prefix}:mid1-elevated:${id}.create-certificate.1`;
    const forged = await signResult(
      {
        iss: 'runner:mid1-elevated',
        aud: 'orchestrator',
        jti: `${id}.create-certificate.1`,
        iat: 0,
        req: 'r',
        outcome: { status: 'done', output: FRESH['create-certificate'] },
      },
      await createSigningKey(),
    );
    await engine.redis.hset(key, { returnvalue: JSON.stringify(forged), finishedOn: String(Date.now()) });
    const run = await engine.untilRun(id, (each) => each.state === 'needs-person');
    held.resolve();

    expect(findStep(run, 'create-certificate')).toMatchObject({
      state: 'failed',
      error: { code: 'result-not-trusted' },
    });
    expect(findStep(run, 'attach-certificate')?.state).toBe('waiting');
  });

  it('cannot approve, change or make up a run', async () => {
    const { id } = await engine.store.create(makeRequest());
    const key = engine.keys.run(id);
    const doc = (await engine.redis.hget(key, 'doc')) ?? '';

    await engine.redis.hset(key, 'doc', doc.replace('CORP\\\\svc-mid', 'CORP\\\\evil'));
    expect(await engine.store.read(id)).toMatchObject({ ok: false });
    expect(await engine.store.get(id)).toBeUndefined();

    // The record of another run, as it was written, does not hold here either.
    await engine.redis.hset(key, 'doc', doc);
    await engine.redis.hset(engine.keys.run('contoso-9'), 'doc', doc);
    expect(await engine.store.read('contoso-9')).toMatchObject({ ok: false });
    expect((await engine.store.get(id))?.id).toBe(id);
  });

  it('cannot have work signed that a run does not ask for', async () => {
    const calls: string[] = [];
    await startAll(answering(calls));
    const { id } = await engine.store.create(makeRequest({ kind: 'plan' }));
    await engine.untilRun(id, (run) => run.state === 'finished');
    const before = calls.length;

    const score = Date.now();
    await engine.redis.zadd(engine.keys.outbox, score, `execute mid2-connect ${id} check-server@mid1 1`);
    await engine.redis.zadd(engine.keys.outbox, score, `execute mid1-elevated ${id} check-server@mid1 1`);
    await until(async () => ((await engine.redis.zcard(engine.keys.outbox)) === 0 ? true : undefined));

    expect(calls).toHaveLength(before);
    expect(await engine.redis.zcard(engine.keys.inflight)).toBe(0);
  });

  it('cannot slip in a runner of their own', async () => {
    await engine.startRunner('mid1-elevated', answering([]));
    const record = await engine.redis.hget(engine.keys.runners, 'mid1-elevated');

    await engine.redis.hset(engine.keys.runners, { evil: record ?? '', other: 'eyJhbGciOiJub25lIn0.e30.' });

    expect([...(await engine.runners.all()).keys()]).toEqual(['mid1-elevated']);
  });
});
