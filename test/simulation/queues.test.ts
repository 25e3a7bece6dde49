import { randomUUID } from 'node:crypto';
import { type Job, Queue, Worker } from 'bullmq';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';
import { closeJob } from '../../src/jobs/orchestrator/queue/close-job.ts';
import { readJob } from '../../src/jobs/orchestrator/queue/read-job.ts';
import { createRedisKeys, type RedisKeys } from '../../src/process/redis/redis-keys.ts';
import { contentOf } from './redis/content.ts';
import { promptRedis } from './redis/prompt-network.ts';

let real: Redis;
beforeAll(() => {
  real = new Redis(inject('redisUrl'), { maxRetriesPerRequest: null });
});
afterAll(() => real.disconnect());
afterEach(() => void vi.restoreAllMocks());

const run = fc.constantFrom('r1', 'r2', 'r3');
const act = fc.oneof(
  fc.record({ do: fc.constant('add' as const), run, delay: fc.constantFrom(0, 50, 5000) }),
  fc.record({ do: fc.constantFrom('take', 'stalled', 'wait'), run }),
  fc.record({
    do: fc.constantFrom('complete', 'fail', 'progress', 'extend', 'later', 'lose-lock').map((each) => each),
    run,
  }),
  fc.record({ do: fc.constantFrom('read', 'close', 'close-active'), run }),
);
type Act = { readonly do: string; readonly run: string; readonly delay?: number };

/** A queue with one worker that is led by hand. */
async function play(redis: Redis, keys: RedisKeys, acts: readonly Act[], keysNow: () => Promise<string[]>) {
  let now = Date.parse('2026-11-24T14:31:00.000Z');
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  const options = { connection: redis, prefix: keys.prefix };
  // It would describe itself in Redis at a moment that nobody waits for.
  const queue = new Queue('cloud', { ...options, skipMetasUpdate: true });
  const worker = new Worker('cloud', null, { ...options, autorun: false, maxStalledCount: 2, lockDuration: 600_000 });
  const taken = new Map<string, { readonly job: Job; readonly token: string }>();
  const answers: unknown[] = [];
  for (const [index, each] of acts.entries()) {
    now += 20;
    answers.push(
      await doOne(each, `token-${index}`).catch((error: unknown) => `refused: ${String(error).slice(0, 40)}`),
    );
  }
  const content = await contentOf(redis, keys.prefix, await keysNow());
  await worker.close();
  await queue.close();
  return { answers, content };

  async function doOne({ do: what, run: name, delay = 0 }: Act, token: string): Promise<unknown> {
    const id = `${name}.s.1`;
    const task = { action: 'execute', queue: 'cloud', run: name, step: 's', attempt: 1 } as const;
    const held = taken.get(id);
    switch (what) {
      case 'add':
        return (await queue.add('s', { jws: name }, { jobId: id, delay, removeOnComplete: { age: 3600 } })).id;
      case 'take': {
        const job = await worker.getNextJob(token, { block: false });
        if (job?.id) taken.set(job.id, { job, token });
        return job && [job.id, job.data, job.attemptsStarted];
      }
      case 'stalled': {
        await redis.del(`${keys.prefix}:cloud:stalled-check`);
        const backend = await worker.getBackend();
        return (await backend.moveStalledJobsToWait()).sort();
      }
      case 'lose-lock':
        return redis.del(`${keys.prefix}:cloud:${id}:lock`);
      case 'wait':
        now += 3000;
        return 'waited';
      case 'read':
        return readJob({ redis, keys }, 'cloud', id);
      case 'close':
        return closeJob({ redis, keys }, task, 'waiting');
      case 'close-active':
        return closeJob({ redis, keys }, task, 'even-active');
      default:
        return held ? withJob(held.job, held.token, what) : 'not taken';
    }
  }

  async function withJob(job: Job, token: string, what: string): Promise<unknown> {
    switch (what) {
      case 'complete':
        return job.moveToCompleted('done', token, false).then(() => 'completed');
      case 'fail':
        return job.moveToFailed(failure(), token, false).then(() => 'failed');
      case 'progress':
        return job.updateProgress({ note: 'half' }).then(() => 'told');
      case 'extend':
        return job.extendLock(token, 600_000);
      default:
        return job.moveToDelayed(now + 40, token).then(() => 'later');
    }
  }
}

test('the same acts with a queue of BullMQ and our scripts have the same answers, and leave the same behind', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 25 }), async (acts) => {
      const keys = createRedisKeys(`model-${randomUUID()}`);
      const expected = await play(real, keys, acts, () => real.keys(`${keys.prefix}:*`));
      const model = promptRedis(Date.now);
      const played = model.run(() => play(model.redis, keys, acts, async () => model.server.keys.keys()));
      expect(await played).toEqual(expected);
    }),
    { numRuns: 40 },
  );
});

/** BullMQ keeps the stack, which is not the same twice. */
function failure(): Error {
  const error = new Error('no');
  error.stack = 'Error: no';
  return error;
}
