import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeEach, expect, inject, test } from 'vitest';
import type { Chat } from '../../../src/bot/chat/chat.ts';
import { ChatError } from '../../../src/bot/chat/chat-error.ts';
import { glance } from '../../../src/bot/delivery/glance.ts';
import { createRunLock, type WithRun } from '../../../src/bot/delivery/lock/run-lock.ts';
import { createRedisKeys, type RedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { HOME_TENANT } from '../../support/bot-config.ts';
import { BOT, THREAD } from '../../support/teams-activities.ts';
import { until } from '../../support/until.ts';

const redis = new Redis(inject('redisUrl'));
const logger = pino({ level: 'silent' });
const where = { tenantId: HOME_TENANT, serviceUrl: '', botId: BOT.id, conversationId: THREAD };
const PLACE = { v: 1, kind: 'channel', channelId: 'msteams', ...where } as const;
const RUN = 'contoso-1';
const TIMES = { lock: 200, renew: 50, held: 150, settled: 300 };

let keys: RedisKeys;
let shown: string[];
let fails: ChatError | undefined;
beforeEach(() => {
  keys = createRedisKeys(`test-${randomUUID().slice(0, 8)}`);
  shown = [];
  fails = undefined;
});
afterEach(async () => {
  const left = await redis.keys(`${keys.prefix}:*`);
  if (left.length > 0) await redis.del(left);
});
afterAll(() => redis.disconnect());

/** One bot process that writes for the run. */
function bot(times = TIMES): WithRun {
  const update: Chat['update'] = async (_, text) => {
    if (fails) throw fails;
    shown.push(text);
  };
  const no = () => Promise.reject(new Error('not asked for here'));
  return createRunLock(redis, keys, { update, post: no, begin: no, members: no }, logger, times);
}

const draw = (withRun: WithRun, text: string) => withRun(RUN, ({ chat }) => chat.update(PLACE, text, {}));
const isUnsettled = async () => (await redis.zscore(keys.unsettled, RUN)) !== null;

/** Draws like the delivery, and says whether everything had to be written again. */
async function drawAgain(text: string): Promise<boolean> {
  let wasUnsettled = false;
  await bot()(RUN, async ({ chat, isUnsettled, madeGood }) => {
    wasUnsettled = isUnsettled;
    await chat.update(PLACE, text, {});
    madeGood();
  });
  return wasUnsettled;
}

test('two processes do not write for a run at the same time', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = bot()(RUN, () => promise);
  await until(async () => (await redis.exists(`${keys.prefix}:drawing:${RUN}`)) === 1 || undefined);

  expect(await draw(bot(), 'other')).toBe(false);
  resolve();
  expect(await first).toBe(true);
  expect(await draw(bot(), 'other')).toBe(true);
  expect(shown).toEqual(['other']);
  expect(await isUnsettled()).toBe(false);
});

test('a process that stood still until its lock had ended writes nothing any more', async () => {
  const slow = { ...TIMES, renew: 60_000 };
  const late = bot(slow)(RUN, async ({ chat }) => {
    await until(async () => (await drawAgain('new')) || undefined);
    await chat.update(PLACE, 'old', {});
  });

  await expect(late).rejects.toMatchObject({ kind: 'transient' });
  expect(new Set(shown)).toEqual(new Set(['new']));
});

test.each([
  ['died', () => new ChatError('transient', 'no answer', undefined)],
  ['got an answer from something on the way', () => new ChatError('transient', 'gateway', 504)],
])('after a writer that %s the cards are written again once its message has arrived or never will', async (_, why) => {
  fails = why();
  await expect(draw(bot(), 'old')).rejects.toThrow();
  fails = undefined;

  expect(await drawAgain('too early')).toBe(true);
  expect(await isUnsettled()).toBe(true);
  const isDue = async () => (await glance(redis, keys, Date.now(), 10)).runs.includes(RUN) || undefined;
  await until(isDue);
  expect(await drawAgain('in time')).toBe(true);

  expect(await isUnsettled()).toBe(false);
  expect(await drawAgain('as always')).toBe(false);
});

test('a message that Teams refused needs no second look', async () => {
  fails = new ChatError('gone', 'not here', 403);
  await bot()(RUN, async ({ chat }) => chat.update(PLACE, 'old', {}).catch(() => undefined));

  expect(await isUnsettled()).toBe(false);
});
