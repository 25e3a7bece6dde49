import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { createLostLook } from '../../../src/jobs/orchestrator/lost.ts';
import { createEngine } from '../../support/engine.ts';
import { makeRequest } from '../../support/run-request.ts';

let engine: Awaited<ReturnType<typeof createEngine>>;
beforeEach(async () => {
  engine = await createEngine(inject('redisUrl'));
});
afterEach(() => engine[Symbol.asyncDispose]());

it('what a version that could not read the runs has dropped is put back with the first look, not one run after the other', async () => {
  const { redis, keys, store, context } = engine;
  for (const number of [1, 2, 3, 4, 5]) {
    const tenant = {
      id: `7c1d0a52-3b7e-4c55-9a10-00000000000${number}`,
      domain: `t${number}.com`,
      label: `t${number}`,
    };
    await store.create(makeRequest({ tenant: { ...tenant, cloud: 'global' } }));
  }
  const tasks = await redis.zrange(keys.outbox, '0', '-1');
  await createLostLook(context)();
  await redis.del(keys.outbox, keys.deadlines);

  await createLostLook(context)();

  expect((await redis.zrange(keys.outbox, '0', '-1')).sort()).toEqual(tasks.sort());
});
