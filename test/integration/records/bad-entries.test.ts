import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { makeConfig } from '../../support/bot-config.ts';
import { JON, LEE, MIA } from '../../support/run-request.ts';
import { until } from '../../support/until.ts';

const ADA = { id: '0d9a1b2c-0000-4000-8000-000000000009', name: 'Ada Lind' };
const BAD = ['x', '[]', '{"v":99}', 'aaaa.{"v":1}', ''];

let world: BotWorld;
beforeEach(async () => {
  const roles = {
    requester: [{ person: MIA.id, name: MIA.name }],
    approver: [{ person: JON.id, name: JON.name }],
    viewer: [{ person: LEE.id, name: LEE.name }],
    admin: [{ person: ADA.id, name: ADA.name }],
  };
  world = await createBotWorld(inject('redisUrl'), { config: makeConfig({ roles }) });
});
afterEach(() => world[Symbol.asyncDispose]());

/** Through a whole onboarding, as it is when nothing is wrong. */
async function onboard(): Promise<void> {
  const { click } = await world.untilApproval();
  await world.click(JON, click);
  await world.work('contoso-1');
  await world.untilMessage((each) => each.text.includes('contoso is ready'));
}

describe('an entry that cannot be read harms only itself:', () => {
  test.each([
    ['a notice', (text: string) => world.redis.zadd(world.keys.notices, 1, text)],
    ['a notice of a run that is none', (text: string) => notice(text)],
    ['a mark that a card must be drawn', (text: string) => world.redis.zadd(world.keys.redrawNow, 1, text)],
    ['a line on the board', (text: string) => world.redis.hset(world.keys.board, 'tenant', text)],
    ['what is in place in a tenant', (text: string) => world.redis.hset(world.keys.onboarded, 'tenant', text)],
    ['the check of a server', (text: string) => world.redis.hset(world.keys.servers, 'mid9', text)],
    ['somebody who is known', (text: string) => world.redis.hset(`${world.keys.prefix}:people`, MIA.id, text)],
    ['the address of a channel', (text: string) => world.redis.hset(`${world.keys.prefix}:service-urls`, 'x', text)],
    ['another run', (text: string) => otherRun(text)],
    ["another run's messages in chat", (text: string) => otherChat(text)],
  ])('%s', async (_, plant) => {
    for (const text of BAD) await plant(text);
    await world.start();

    await onboard();
    await world.say(ADA, 'status');
    await world.untilMessage((each) => wordsOf(each).includes('1 ready'));
  });

  test('a token that was given out', async () => {
    for (const [index, text] of BAD.entries()) await world.redis.hset(world.keys.enrolling, `mid${index}-x`, text);
    await world.start();

    await world.say(ADA, 'runners');

    await world.untilMessage((each) => wordsOf(each).includes('MID servers'));
  });

  async function notice(run: string): Promise<unknown> {
    const pending = { v: 1, id: 'n', run, notice: { kind: 'finished' } };
    return world.redis.zadd(world.keys.notices, 1, JSON.stringify(pending));
  }

  async function otherRun(doc: string): Promise<void> {
    await world.redis.hset(world.keys.run('adatum-1'), { doc, version: '3' });
    await world.redis.zadd(world.keys.redrawNow, 1, 'adatum-1');
    await notice('adatum-1');
  }

  async function otherChat(text: string): Promise<void> {
    await world.redis.hset(world.keys.chat('contoso-1'), { runCard: text, 'approval:1': text, drawn: text });
  }
});

describe('what was set aside', () => {
  test('stands on the status card of an admin and not on that of a viewer', async () => {
    await world.start();
    await world.redis.zadd(world.keys.notices, 1, 'x', 1, 'y');
    await world.redis.hset(world.keys.board, 'tenant', 'x');
    await until(async () => (await world.redis.zcard(world.keys.notices)) === 0 || undefined);

    await world.say(LEE, 'status');
    const forViewer = await world.untilMessage((each) => wordsOf(each).includes('2 not started'));
    await world.say(ADA, 'status');
    const forAdmin = await world.untilMessage((each) => wordsOf(each).includes('set aside'));

    expect(wordsOf(forViewer)).not.toContain('set aside');
    expect(wordsOf(forAdmin)).toMatch(/3 entries in the store could not be read and were set aside/);
  });

  test('a command that nobody said is not carried out', async () => {
    await world.start();
    await using queue = world.intakeQueue();
    const job = await queue.add('command', { command: 'x' }, { jobId: 'made-up' });
    await until(async () => (await job.isFailed()) || undefined);

    await world.say(MIA, 'help');

    await world.untilMessage((each) => wordsOf(each).includes('What you can do'));
    expect((await world.quarantine.read()).entries).toMatchObject([{ where: 'command made-up' }]);
  });
});

test('3,000 bad notices leave the list once and do not slow the delivery', async () => {
  const { redis, keys } = world;
  await redis.zadd(keys.notices, ...Array.from({ length: 3000 }, (_, index) => [1, `bad ${index}`]).flat());
  const began = performance.now();
  await world.start();

  await onboard();
  const took = performance.now() - began;

  await until(async () => (await redis.zcard(keys.notices)) === 0 || undefined);
  const { entries, more } = await world.quarantine.read();
  expect(entries.length + more).toBe(3000);
  expect(took).toBeLessThan(15_000);
});
