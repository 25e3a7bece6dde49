import { expect, test } from 'vitest';
import type { ChatPlace } from '../../../src/bot/chat/chat.ts';
import { createLimiter } from '../../../src/bot/teams/chat/limiter.ts';

function placeIn(conversationId: string): ChatPlace {
  return { v: 1, kind: 'channel', channelId: 'msteams', tenantId: '', serviceUrl: '', botId: '28:bot', conversationId };
}

/** A limiter on a clock that moves only while it waits. */
function onFakeClock() {
  let now = 1_000_000;
  const limiter = createLimiter(
    () => now,
    async (ms) => {
      now += ms;
    },
    Number.POSITIVE_INFINITY,
  );
  return { limiter, now: () => now };
}

async function callsAt(count: number, thread: (index: number) => string): Promise<number[]> {
  const { limiter, now } = onFakeClock();
  const start = now();
  const moments: number[] = [];
  for (let index = 0; index < count; index++) {
    await limiter.take(placeIn(thread(index)));
    moments.push(now() - start);
  }
  return moments;
}

test.each([
  [7, 1000],
  [8, 2000],
  [60, 30_000],
  [1800, 3_600_000],
])('fewer than %i calls fall into any %i ms, over all threads of a channel', async (limit, window) => {
  const moments = await callsAt(2000, (index) => `19:ops@thread.tacv2;messageid=${index % 7}`);

  const most = Math.max(...moments.map((from) => moments.filter((at) => at >= from && at < from + window).length));
  expect(most).toBeLessThan(limit + 1);
});

test('a channel does not wait for another one', async () => {
  const { limiter, now } = onFakeClock();
  for (let index = 0; index < 6; index++) await limiter.take(placeIn('19:busy'));
  const before = now();

  await limiter.take(placeIn('19:quiet'));

  expect(now()).toBe(before);
});

test('nobody waits for longer than a second: whoever writes comes again, and holds up nobody behind', async () => {
  let now = 1_000_000;
  const limiter = createLimiter(
    () => now,
    async (ms) => {
      now += ms;
    },
  );
  const place = placeIn('19:flooded');
  for (let index = 0; index < 55; index++) {
    now += 1000;
    await limiter.take(place);
  }
  now -= 26_000;
  const refused = await Promise.allSettled([limiter.take(place), limiter.take(place)]);

  expect(refused).toMatchObject([
    { status: 'rejected', reason: { kind: 'transient', retryAfterMs: expect.any(Number) } },
    { status: 'rejected', reason: { kind: 'transient' } },
  ]);
  await limiter.take(placeIn('19:quiet'));
});
