import { pino } from 'pino';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { CLOUD_QUEUE } from '../../../src/contracts/job.ts';
import {
  createSigningKey,
  publicSigningKey,
  type SigningJwk,
  signerOf,
  signStatement,
} from '../../../src/contracts/trust/signing.ts';
import { signerFor, vouchedBy } from '../../../src/jobs/orchestrator/move/signer.ts';
import { rotateOrchestrator } from '../../../src/jobs/rotation/rotate.ts';
import { createEngine } from '../../support/engine.ts';
import { MIA, makeRequest } from '../../support/run-request.ts';
import { answering } from '../../support/step-handlers.ts';

let engine: Awaited<ReturnType<typeof createEngine>>;
let present: SigningJwk;

beforeEach(async () => {
  engine = await createEngine(inject('redisUrl'));
  present = await createSigningKey();
});
afterEach(() => engine[Symbol.asyncDispose]());

async function beat(runner: string, orchestratorKey?: string): Promise<void> {
  const about = { at: new Date().toISOString(), server: 'mid1', version: '1', node: 'v24' };
  await engine.redis.set(engine.keys.heartbeat(runner), JSON.stringify({ ...about, orchestratorKey }));
}

async function rotate() {
  const { redis, keys, signingKey } = engine;
  const now = Date.now();
  const rotation = { redis, keys, logger: pino({ level: 'silent' }), until: now + 86_400_000, now };
  const believed = [publicSigningKey(present), publicSigningKey(signingKey)] as const;
  return rotateOrchestrator(rotation, [present, signingKey], believed, engine.records);
}

test('every runner that does not follow is told, records are signed again, and both are said until nothing is left', async () => {
  await engine.acceptRunner('mid1-elevated');
  await engine.acceptRunner('mid2-elevated');
  await engine.acceptRunner('mid3-elevated');
  await engine.removeRunner('mid3-elevated');
  await beat('mid1-elevated', engine.signingKey.kid);

  const first = await rotate();

  expect(first.left).toEqual([
    'The runner mid1-elevated does not follow yet.',
    'The runner mid2-elevated does not follow yet.',
  ]);
  expect(first.done[0]).toBe('3 records of runners signed again.');
  for (const jws of Object.values(await engine.redis.hgetall(engine.keys.runners))) {
    expect(signerOf(jws)).toBe(present.kid);
  }
  expect(signerOf((await engine.redis.get(engine.keys.announcement('mid1-elevated'))) ?? '')).toBe(
    engine.signingKey.kid,
  );

  await beat('mid1-elevated', present.kid);
  await beat('mid2-elevated', present.kid);
  expect(await rotate()).toEqual({
    done: ['0 records of runners signed again.', '0 runners told of the new key.'],
    left: [],
  });
});

test('a runner that does not follow yet gets jobs and records of others under the key that it knows', async () => {
  const { runners, signingKey } = engine;
  await engine.acceptRunner('mid1-elevated');
  await beat('mid1-elevated', signingKey.kid);
  await beat('mid2-elevated', present.kid);
  await beat('mid3-elevated');
  const signer = (queue: string) => signerFor([present, signingKey], runners, queue);

  expect((await signer('mid1-elevated')).kid).toBe(signingKey.kid);
  expect((await signer('mid2-elevated')).kid).toBe(present.kid);
  expect((await signer('mid3-elevated')).kid).toBe(signingKey.kid);
  expect((await signer(CLOUD_QUEUE)).kid).toBe(present.kid);
  expect((await signerFor([present], runners, 'mid1-elevated')).kid).toBe(present.kid);

  const [vouched] = (await vouchedBy(present, await runners.all())).values();
  expect(signerOf(vouched?.statement ?? '')).toBe(present.kid);
});

test('work that waits under the previous key is named', async () => {
  const { queues, signingKey } = engine;
  await engine.acceptRunner('mid1-elevated');
  await queues.get('mid1-elevated').add('check-server', { jws: await signStatement({}, 'x', signingKey) });
  await queues.get('mid1-elevated').add('check-server', { jws: await signStatement({}, 'x', present) });

  expect((await rotate()).left).toContain('1 job in the queue mid1-elevated under the previous key.');
});

test('an open run whose answers were vouched for under the previous key is named until it is over', async () => {
  const handlers = answering([]);
  await engine.startCloudWorker(handlers);
  for (const id of ['mid1-elevated', 'mid2-elevated']) await engine.startRunner(id, handlers);
  engine.startOrchestrator();
  const { id } = await engine.store.create(makeRequest());
  await engine.untilRun(id, (run) => run.gate?.state === 'open');
  const text = `The run ${id} has answers under the previous key: let it end, or cancel it.`;

  expect((await rotate()).left).toContain(text);

  await engine.store.apply(id, { type: 'cancel', by: MIA });
  expect((await rotate()).left).not.toContain(text);
});
