import { EventEmitter } from 'node:events';
import { beforeEach, expect, it } from 'vitest';
import { createQueueErrors, type WatchedQueue } from '../../../../src/process/bullmq/queue-errors.ts';
import { createLogger } from '../../../../src/process/log/logger.ts';

let lines: Record<string, unknown>[];
let queues: (WatchedQueue & EventEmitter)[];

beforeEach(() => {
  lines = [];
  const logger = createLogger('test', 'info', { write: (line: string) => void lines.push(JSON.parse(line)) });
  using errors = createQueueErrors(logger);
  queues = ['cloud', 'mid1-elevated'].map((name) => Object.assign(new EventEmitter(), { name }));
  for (const queue of queues) errors.watch(queue);
});

function fail(error: Error): void {
  for (const queue of queues) queue.emit('error', error);
}

it('what the connection tells of itself is not repeated by each queue', () => {
  fail(Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:6379'), { code: 'ECONNREFUSED' }));
  fail(new Error('Connection is closed.'));
  fail(new Error('WRONGPASS invalid username-password pair or user is disabled.'));

  expect(lines).toEqual([]);
});

it('what Redis refuses a queue is told once, with the queue and without the arguments of the command', () => {
  const command = { name: 'hset', args: ['a-secret'] };
  for (let at = 0; at < 50; at += 1) fail(Object.assign(new Error('NOPERM no permissions'), { command }));

  expect(lines).toMatchObject([{ msg: 'Redis refuses what a queue does', queue: 'cloud' }]);
  expect(JSON.stringify(lines)).not.toContain('a-secret');
});
