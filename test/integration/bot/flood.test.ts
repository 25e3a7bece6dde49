import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { LEE, MIA } from '../../support/run-request.ts';
import { until } from '../../support/until.ts';

const PERSONAL = { conversation: 'a:1personal', kind: 'personal' } as const;
const channelOf = (index: number) => `19:customer${index}@thread.tacv2;messageid=1`;
/** What a person feels as at once, on a machine that does much else. */
const SOON_MS = 3000;

let world: BotWorld;
beforeEach(async () => {
  world = await createBotWorld(inject('redisUrl'));
  await world.start();
});
afterEach(() => world[Symbol.asyncDispose]());

/** How long `status` takes in a personal chat, in milliseconds. */
async function statusTakes(): Promise<number> {
  const began = performance.now();
  await world.say(LEE, 'status', PERSONAL);
  await world.untilMessage((each) => each.conversation === PERSONAL.conversation && wordsOf(each).includes('Status'));
  return performance.now() - began;
}

test('status in a personal chat is answered soon while six channels are throttled', async () => {
  const channels = [1, 2, 3, 4, 5, 6].map(channelOf);
  for (const conversation of channels) {
    world.connector.trouble({ status: 429, times: 1000, headers: { 'retry-after': '20' }, conversation });
  }
  await Promise.all(
    channels.flatMap((conversation) => [1, 2, 3, 4, 5].map(() => world.say(MIA, 'help', { conversation }))),
  );
  const throttled = () =>
    new Set(world.connector.calls.filter(({ status }) => status === 429).map((each) => each.conversation));
  await until(() => throttled().size === 6 || undefined);

  expect(await statusTakes()).toBeLessThan(SOON_MS);
  // Teams said when to come again, and is not asked before.
  expect(world.connector.calls.filter(({ status }) => status === 429).length).toBeLessThanOrEqual(6 * 5);
});

test('status in a personal chat is answered soon while somebody floods a channel, and so are the first there', async () => {
  const conversation = channelOf(1);
  const floods = Array.from({ length: 150 }, (_, index) => world.say(MIA, `help ${index}`, { conversation }));
  await Promise.all(floods);

  expect(await statusTakes()).toBeLessThan(SOON_MS);
  await until(
    () => world.connector.messages.filter((each) => each.conversation === conversation).length >= 6 || undefined,
  );
});

test('a throttled command is answered when Teams takes messages again', async () => {
  const conversation = channelOf(1);
  world.connector.trouble({ status: 429, times: 1, headers: { 'retry-after': '2' }, conversation });

  await world.say(MIA, 'help', { conversation });

  await world.untilMessage((each) => each.conversation === conversation && wordsOf(each).includes('What you can do'));
  const [refused, taken] = world.connector.calls;
  expect((taken?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(1900);
  await using queue = world.intakeQueue();
  expect(await queue.getFailedCount()).toBe(0);
});
