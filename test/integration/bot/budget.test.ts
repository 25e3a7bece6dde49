import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, expect, inject, test } from 'vitest';
import { withinBudget } from '../../../src/bot/delivery/budget.ts';
import { createRedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { BOT, THREAD } from '../../support/teams-activities.ts';

const redis = new Redis(inject('redisUrl'));
const logger = pino({ level: 'silent' });
afterAll(() => redis.disconnect());

const PLACE = {
  v: 1,
  kind: 'channel',
  channelId: 'msteams',
  tenantId: '',
  serviceUrl: '',
  botId: BOT.id,
  conversationId: THREAD,
} as const;
const unlimited = { take: async () => undefined };

test('two bots together make at most 50 calls a second', async () => {
  const keys = createRedisKeys(`test-${randomUUID().slice(0, 8)}`);
  const bots = [withinBudget(unlimited, redis, keys, logger), withinBudget(unlimited, redis, keys, logger)];
  const began = performance.now();
  const moments: number[] = [];

  await Promise.all(
    Array.from({ length: 60 }, async (_, index) => {
      await bots[index % 2]?.take(PLACE);
      moments.push(performance.now() - began);
    }),
  );

  const most = Math.max(...moments.map((from) => moments.filter((at) => at >= from && at < from + 950).length));
  expect(most).toBeLessThanOrEqual(50);
  expect(Math.max(...moments)).toBeGreaterThanOrEqual(990);
  await redis.del(`${keys.prefix}:slot`);
});

test('without Redis a call is not kept back for long', async () => {
  const away = new Redis(1, { maxRetriesPerRequest: null, retryStrategy: () => 100, lazyConnect: true });
  away.on('error', () => undefined);
  const bot = withinBudget(unlimited, away, createRedisKeys('away'), logger);
  const began = performance.now();

  await bot.take(PLACE);

  expect(performance.now() - began).toBeLessThan(5000);
  away.disconnect();
});
