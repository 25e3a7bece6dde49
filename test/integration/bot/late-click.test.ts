import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { makeConfig } from '../../support/bot-config.ts';
import { startOwnRedis } from '../../support/own-redis.ts';
import { pendingRunner } from '../../support/pending-runner.ts';
import { JON, MIA, TENANT_ID } from '../../support/run-request.ts';
import { until } from '../../support/until.ts';

const ADMIN = { id: '0d9a1b2c-0000-4000-8000-0000000000aa', name: 'Ada Admin' };
const ADATUM_ID = '00000000-0000-4000-8000-000000000011';
const NOTHING = 'Nothing was decided; try again.';

let resources: AsyncDisposableStack;
let world: BotWorld;
beforeEach(async () => {
  resources = new AsyncDisposableStack();
  // Of its own: the whole of it hangs.
  const redis = resources.use(await startOwnRedis());
  const { roles } = makeConfig();
  world = resources.use(
    await createBotWorld(redis.url, {
      resolveTenant: async (domain) => ({ tenantId: domain.startsWith('contoso') ? TENANT_ID : ADATUM_ID, domain }),
      config: makeConfig({
        tenants: { contoso: { domain: 'contoso.onmicrosoft.com' }, adatum: { domain: 'adatum.com' } },
        roles: { ...roles, admin: [{ person: ADMIN.id, name: ADMIN.name }] },
      }),
    }),
  );
});
afterEach(() => resources.disposeAsync());

/** Redis takes the next writes and executes them only after this time. @returns when it has executed one */
async function hangFor(milliseconds: number): Promise<() => Promise<void>> {
  await world.redis.call('CLIENT', 'PAUSE', String(milliseconds), 'WRITE');
  const over = world.redis.set(`${world.keys.prefix}:over`, '1');
  return async () => void (await over);
}

const runOf = (id: string) => world.store.get(id);

/** Clicks, and says how long it took to be answered and with what. */
async function timed(click: () => Promise<{ readonly value: unknown }>) {
  const began = performance.now();
  const { value } = await click();
  return { words: JSON.stringify(value), ms: performance.now() - began };
}

test('a click that cannot be decided within 5 s is answered so, and is not decided later', {
  timeout: 60_000,
}, async () => {
  await world.start();
  const { click, runCard } = await world.untilApproval();
  await world.say(MIA, 'onboard adatum');
  await world.untilMessage((each) => wordsOf(each).includes('adatum-1'));
  const runner = await pendingRunner(world, 'mid1-elevated', ADMIN);
  const other = await pendingRunner(world, 'mid2-elevated', ADMIN);
  const accept = { verb: 'accept-runner', data: runner, messageId: '1' };
  const refuse = { verb: 'refuse-runner', data: { runner: other.runner }, messageId: '1' };
  const isOver = await hangFor(6500);

  const answers = await Promise.all([
    timed(() => world.click(JON, click)),
    timed(() => world.click(MIA, { verb: 'cancel', data: { run: 'adatum-1' }, messageId: runCard.id })),
    timed(() => world.click(JON, accept)),
    timed(() => world.click(JON, refuse)),
  ]);

  for (const { words, ms } of answers) {
    expect(words).toContain(NOTHING);
    expect(ms).toBeLessThan(6000);
  }
  await isOver();
  // What was sent before this answer was carried out before it.
  await world.click(JON, { verb: 'refresh', data: { run: 'contoso-1' }, messageId: runCard.id });
  await until(
    () => world.logs.filter(({ msg }) => msg === 'a click came to nothing, as was answered').length === 4 || undefined,
  );
  expect((await runOf('contoso-1'))?.gate?.state).toBe('open');
  expect((await runOf('adatum-1'))?.state).not.toBe('cancelled');
  expect(await world.redis.llen(world.keys.requests)).toBe(0);
  expect(await world.redis.hexists(world.keys.enrolling, other.runner)).toBe(1);

  await world.click(JON, click);
  expect((await runOf('contoso-1'))?.gate?.state).toBe('approved');
  await world.click(JON, refuse);
  expect(await world.redis.hexists(world.keys.enrolling, other.runner)).toBe(0);
});

test('nor does it count when the clock of the bot is an hour ahead', { timeout: 60_000 }, async () => {
  await world.start({ now: () => Date.now() + 3_600_000 });
  const { click } = await world.untilApproval();
  const isOver = await hangFor(6000);

  await world.click(JON, click);

  await isOver();
  expect((await runOf('contoso-1'))?.gate?.state).toBe('open');
  await world.click(JON, click);
  expect((await runOf('contoso-1'))?.gate?.state).toBe('approved');
});
