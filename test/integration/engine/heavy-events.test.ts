import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type JobHint, listenToQueues, type QueueEvents } from '../../../src/jobs/orchestrator/queue/queue-events.ts';
import { createRedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { until } from '../../support/until.ts';

const MB = 1_000_000;

let redis: Redis;
let events: QueueEvents;
let hints: JobHint[];
let logs: string;
const keys = createRedisKeys(`test-${randomUUID().slice(0, 8)}`);

beforeEach(async () => {
  redis = new Redis(inject('redisUrl'));
  hints = [];
  logs = '';
  const logger = pino({
    write(line: string) {
      logs += line;
    },
  });
  events = listenToQueues(redis, keys, logger, (hint) => hints.push(hint));
  await events.include('evil');
  await events.include('other');
});

afterEach(async () => {
  await events[Symbol.asyncDispose]();
  await redis.unlink(`${keys.prefix}:evil:events`, `${keys.prefix}:other:events`);
  redis.disconnect();
});

function write(queue: string, job: string, ...more: string[]) {
  return redis.xadd(`${keys.prefix}:${queue}:events`, '*', 'event', 'completed', 'jobId', job, ...more);
}

const heard = (queue: string, job: string) =>
  until(() => hints.find((hint) => hint.queue === queue && hint.job === job));

describe('the event of a job', () => {
  it('is heard, however large the result that stands in it', async () => {
    await write('evil', 'a', 'returnvalue', 'x'.repeat(30 * MB));
    await write('other', 'b', 'returnvalue', '"x"', 'prev', 'active');

    expect(await heard('evil', 'a')).toMatchObject({ what: 'ended' });
    expect(await heard('other', 'b')).toMatchObject({ what: 'ended' });
  });

  it('with fields without number costs its own queue the hints, and no other', async () => {
    await write('evil', 'a', ...Array.from({ length: 20_000 }, (_, index) => `f${index}`));
    await write('other', 'b');

    await heard('other', 'b');
    await until(() => logs.includes('the events of this queue are too long to be read'));
    await write('evil', 'c');
    await write('other', 'd');
    await heard('other', 'd');
    expect(hints.filter(({ queue }) => queue === 'evil')).toEqual([]);
  });

  it('is heard again after Redis ended the connection', async () => {
    await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await write('other', 'a');

    await heard('other', 'a');
  });
});
