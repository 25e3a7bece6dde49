import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { LEE, MIA } from '../../support/run-request.ts';

let world: BotWorld;
beforeAll(async () => {
  world = await createBotWorld(inject('redisUrl'));
  await world.start();
  await world.say(MIA, 'onboard contoso');
  await world.untilMessage((each) => wordsOf(each).includes('Asked by'));
});
afterAll(() => world[Symbol.asyncDispose]());

let asked = 0;

/** Says it in a thread of its own, and what is answered there. */
async function answerTo(text: string, person = LEE): Promise<string> {
  asked += 1;
  const conversation = `19:filter-${asked}@thread.tacv2;messageid=1`;
  await world.say(person, text, { conversation });
  const message = await world.untilMessage((each) => each.conversation === conversation && wordsOf(each).length > 5);
  return wordsOf(message).replaceAll('\n', ' ');
}

test.each([
  ['status working', 'Tenants at work', '1 tenant'],
  ['status all', 'All tenants', '2 tenants'],
  ['status needs', 'Tenants that need somebody', 'There is none.'],
  ['status server mid1', 'Tenants on mid1', 'contoso'],
  ['status working cont', 'Tenants at work with "cont" in the name', 'contoso'],
  ['status ntos', 'Tenants with "ntos" in the name', 'contoso'],
  ['status adat', 'Tenants with "adat" in the name', 'not started'],
  ['status expiring 30', 'Certificates that expire within 30 days', 'There is none.'],
  ['status expiring in 30 days', 'Certificates that expire within 30 days', 'There is none.'],
  ['status contoso', 'Onboarding contoso', 'Asked by'],
  ['status adatum', 'adatum is not started', '@exo onboard adatum'],
  ['status server mid9', 'There is no MID server "mid9" in the configuration.', 'mid1'],
  ['status wating', 'No tenant and no run "wating"', 'Near: waiting'],
  ['status xyzzy', 'No tenant and no run "xyzzy"', 'needs, mine, waiting, ready, expiring 30, server <name>'],
])('%s', async (said, title, also) => {
  const words = await answerTo(said);

  expect(words).toContain(title);
  expect(words).toContain(also);
});

test('status mine is about whoever asks', async () => {
  expect(await answerTo('status mine', MIA)).toContain('contoso');
  const other = await answerTo('status mine', LEE);
  expect(other).toContain('Tenants whose latest run Lee Chan asked for');
  expect(other).toContain('There is none.');
});
