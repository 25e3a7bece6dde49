import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { jobId } from '../../../src/contracts/job.ts';
import { dispatch, withdraw } from '../../../src/jobs/orchestrator/move/dispatch.ts';
import { lookAt } from '../../../src/jobs/orchestrator/move/look-at.ts';
import { moveRun } from '../../../src/jobs/orchestrator/move/move-run.ts';
import { claim, settleEntry } from '../../../src/jobs/orchestrator/outbox.ts';
import { formatTask } from '../../../src/runs/decide/task.ts';
import { findStep, isFinal } from '../../../src/runs/run.ts';
import { createEngine } from '../../support/engine.ts';
import { MIA, makeRequest } from '../../support/run-request.ts';
import { answering } from '../../support/step-handlers.ts';
import { until } from '../../support/until.ts';

let engine: Awaited<ReturnType<typeof createEngine>>;
beforeEach(async () => {
  engine = await createEngine(inject('redisUrl'));
});
afterEach(async () => {
  await engine[Symbol.asyncDispose]();
});

/** A jobs process that has claimed the first step of a plan, read its run, and then stands still. */
async function pausedProcess() {
  for (const runner of ['mid1-elevated', 'mid2-elevated']) await engine.acceptRunner(runner);
  const { id } = await engine.store.create(makeRequest({ kind: 'plan' }));
  const run = await engine.store.get(id);
  const claimed = (await claim(engine.context)).find(({ task }) => task.step === 'check-tenant');
  if (!run || !claimed) throw new Error('the step waits to be dispatched');
  return { id, goOn: () => dispatch(engine.context, run, claimed.task, claimed.lease), task: claimed.task };
}

describe('two jobs processes', () => {
  it('never execute an attempt twice, although one stands still from reading the run to adding the job', async () => {
    const calls: string[] = [];
    const paused = await pausedProcess();

    // The other one takes over when the lease ends, and the step is executed, recorded and put away.
    for (const runner of ['mid1-elevated', 'mid2-elevated']) await engine.startRunner(runner, answering(calls));
    await engine.startCloudWorker(answering(calls));
    engine.startOrchestrator();
    await engine.untilRun(paused.id, isFinal);
    await until(async () => ((await engine.redis.zcard(engine.keys.inflight)) === 0 ? true : undefined));

    expect(await paused.goOn()).toBe('dropped');

    expect(await engine.queues.get('cloud').getJobCounts('wait', 'active', 'delayed')).toEqual({
      wait: 0,
      active: 0,
      delayed: 0,
    });
    expect(calls.filter((name) => name === 'check-tenant')).toHaveLength(1);
  });

  it('do not begin what was cancelled between the two', async () => {
    const paused = await pausedProcess();

    await engine.store.apply(paused.id, { type: 'cancel', by: MIA });
    await withdraw(engine.context, { ...paused.task, action: 'withdraw' });

    expect(await paused.goOn()).toBe('dropped');
    expect(await engine.queues.get('cloud').getWaitingCount()).toBe(0);
    expect(await engine.redis.zcard(engine.keys.inflight)).toBe(0);
  });

  it('never begin an attempt that was taken for lost before the one that stood still added its job', async () => {
    const paused = await pausedProcess();
    const about = { step: 'check-tenant', attempt: 1 };
    await settleEntry(engine.context, paused.task, 'move');

    const look = { kind: 'look', task: paused.task, since: Date.now() } as const;
    await moveRun(engine.context, paused.id, [look], { keep: () => {}, drop: () => {} });
    const run = await engine.store.get(paused.id);
    expect(await paused.goOn()).toBe('dropped');

    expect(run && findStep(run, about.step)?.attempt).toBe(2);
    const events = await engine.redis.xrange(`${engine.keys.prefix}:cloud:events`, '-', '+');
    const added = events.flatMap(([, fields]) => (fields.includes('added') ? fields : []));
    expect(added).not.toContain(jobId(paused.id, about.step, about.attempt));
  });

  it('take a lost attempt up at once, although the one that had closed its name died before it recorded that', async () => {
    const { id, task } = await pausedProcess();
    await settleEntry(engine.context, task, 'move');
    const look = { kind: 'look', task, since: Date.now() } as const;
    const run = await engine.store.get(id);

    if (run) await lookAt(engine.context, run, look, { state: 'missing' });
    expect(await engine.redis.zscore(engine.keys.inflight, formatTask(task))).not.toBeNull();
    await moveRun(engine.context, id, [look], { keep: () => {}, drop: () => {} });

    const after = await engine.store.get(id);
    expect(after && findStep(after, 'check-tenant')?.attempt).toBe(2);
  });

  it('leave a job alone that the other one has in flight', async () => {
    const paused = await pausedProcess();
    await engine.redis.zadd(engine.keys.outbox, 'XX', 0, `execute cloud ${paused.id} check-tenant 1`);
    const other = (await claim(engine.context)).find(({ task }) => task.step === 'check-tenant');
    const run = await engine.store.get(paused.id);

    expect(await dispatch(engine.context, run, paused.task, other?.lease ?? 0)).toBe('in-flight');
    expect(await paused.goOn()).toBe('in-flight');

    expect(await engine.queues.get('cloud').getWaitingCount()).toBe(1);
    expect(run && findStep(run, 'check-tenant')?.attempt).toBe(1);
    expect(await engine.redis.exists(`${engine.keys.prefix}:cloud:${jobId(paused.id, 'check-tenant', 1)}`)).toBe(1);
  });
});
