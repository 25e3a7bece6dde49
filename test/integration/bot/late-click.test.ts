import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BotWorld, createBotWorld } from '../../support/bot.ts';
import { startOwnRedis } from '../../support/own-redis.ts';
import { JON, MIA } from '../../support/run-request.ts';

let resources: AsyncDisposableStack;
let world: BotWorld;
beforeEach(async () => {
  resources = new AsyncDisposableStack();
  // Of its own: the whole of it hangs.
  const redis = resources.use(await startOwnRedis());
  world = resources.use(await createBotWorld(redis.url));
});
afterEach(() => resources.disposeAsync());

/** Redis takes the next writes and executes them only after this time. */
async function hangFor(milliseconds: number): Promise<void> {
  await world.redis.call('CLIENT', 'PAUSE', String(milliseconds), 'WRITE');
}

const runOf = () => world.store.get('contoso-1');

test('a click that hung in Redis is not counted when Redis goes on', { timeout: 60_000 }, async () => {
  await world.start();
  const { click } = await world.untilApproval();
  await hangFor(6000);

  const answer = await world.click(JON, click);

  expect(JSON.stringify(answer.value)).toContain('so nothing was done. Click again.');
  expect((await runOf())?.gate?.state).toBe('open');
  await world.click(JON, click);
  expect((await runOf())?.gate?.state).toBe('approved');
});

test('neither is a Cancel, whose run goes on', { timeout: 60_000 }, async () => {
  await world.start();
  const { click, runCard } = await world.untilApproval();
  await hangFor(6000);

  await world.click(MIA, { verb: 'cancel', data: { run: 'contoso-1' }, messageId: runCard.id });

  expect((await runOf())?.state).toBe('waiting-approval');
  await world.click(JON, click);
  expect((await runOf())?.gate?.state).toBe('approved');
});

test('nor does it count when the clock of the bot is an hour ahead', { timeout: 60_000 }, async () => {
  await world.start({ now: () => Date.now() + 3_600_000 });
  const { click } = await world.untilApproval();
  await hangFor(6000);

  await world.click(JON, click);

  expect((await runOf())?.gate?.state).toBe('open');
  await world.click(JON, click);
  expect((await runOf())?.gate?.state).toBe('approved');
});
