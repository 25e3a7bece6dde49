import { pino } from 'pino';
import { expect, test } from 'vitest';
import { outcomeOf } from '../../../src/jobs/orchestrator/queue/outcome.ts';

const TASK = {
  action: 'execute',
  queue: 'mid1-elevated',
  run: 'contoso-1',
  step: 'check-server@mid1',
  attempt: 1,
} as const;
const ENDED = { state: 'ended', failedReason: null, returnvalue: '"a.b.c"', data: '{"jws":"a.b.c"}' } as const;

function outcome(get: () => Promise<undefined>) {
  const context = { logger: pino({ level: 'silent' }), publicKeys: [], runners: { get } };
  return outcomeOf(context, TASK, ENDED, false);
}

test('a result whose runner is not accepted is not trusted', async () => {
  expect(await outcome(async () => undefined)).toMatchObject({ error: { code: 'result-not-trusted' } });
});

test('while Redis does not say who the runner is, its result is neither refused nor lost', async () => {
  const outOfMemory = new Error('OOM command not allowed when used memory > maxmemory');

  await expect(outcome(() => Promise.reject(outOfMemory))).rejects.toBe(outOfMemory);
});
