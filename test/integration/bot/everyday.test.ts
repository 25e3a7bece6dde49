import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { makeConfig } from '../../support/bot-config.ts';
import { LEE, MIA } from '../../support/run-request.ts';
import { until } from '../../support/until.ts';

let world: BotWorld;
beforeAll(async () => {
  const resolveTenant = async (domain: string) =>
    domain === 'unknown' ? undefined : { tenantId: `00000000-0000-4000-8000-0000000000${domain.slice(0, 2)}`, domain };
  world = await createBotWorld(inject('redisUrl'), {
    config: makeConfig({
      publicUrl: 'https://exo.fabrikam.example',
      tenants: {
        adatum: { domain: '11.com' },
        wingtip: { domain: '22.com', mode: 'full', serverGroups: ['emea', 'apac'] },
        litware: { domain: '33.com' },
      },
    }),
    resolveTenant,
  });
  await world.start();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('a configured tenant without a run', () => {
  test.each(['status adatum', 'status https://11.com/', 'retry adatum', 'cancel adatum'])(
    '%s says that it is not started, and how to start it',
    async (text) => {
      const before = world.connector.messages.length;

      await world.say(MIA, text);

      const answer = await until(() => world.connector.messages[before]);
      await until(() => wordsOf(answer).includes('adatum is not started') || undefined);
      expect(wordsOf(answer)).toContain('@exo onboard adatum');
      expect(wordsOf(answer)).not.toContain('No tenant');
    },
  );
});

test('an everyday word is answered with one line, and the button says the command that it stands for', async () => {
  await world.say(LEE, 'list');

  const answer = await world.untilMessage((each) => wordsOf(each).includes('All tenants and what needs you'));
  expect(JSON.stringify(answer.card)).toContain('"command":"status"');
});

test('what takes a tenant away offers no button', async () => {
  await world.say(MIA, 'delete wingtip');

  const answer = await world.untilMessage((each) => wordsOf(each).includes('To offboard a tenant: @exo offboard'));
  expect(JSON.stringify(answer.card)).not.toMatch(/Action|onboard/);
});

test('[Do it] is said by whoever clicks, by each person for themselves', async () => {
  await world.say(MIA, 'onbord litware');
  const offer = await world.untilMessage((each) => wordsOf(each).includes('Did you mean'));
  const click = { verb: 'do', data: { command: 'onboard litware' }, messageId: offer.id };

  await world.click(LEE, click);
  await world.click(MIA, click);

  await world.untilMessage((each) => each.text.includes('You do not have the right to ask for this'));
  await world.untilMessage((each) => wordsOf(each).includes('Asked by Mia Okafor'));
  expect((await world.store.get('litware-1'))?.request.requester.id).toBe(MIA.id);
});

test('a wish that the open run does not follow is said', async () => {
  await world.say(MIA, 'onboard wingtip');
  await world.untilMessage((each) => wordsOf(each).includes('wingtip-1'));

  await world.say(MIA, 'onboard wingtip mode link servers apac');

  const line = await world.untilMessage((each) => each.text.includes('wingtip-1 is already working'));
  expect(line.text).toContain('It goes on in mode full, not link, on the servers of emea, not apac.');
  expect(line.text).toContain('cancel wingtip-1 first');
});

test('something else that is asked of a tenant with an open run has not begun, and the answer says what to do first', async () => {
  await world.say(MIA, 'onboard wingtip');
  await world.untilMessage((each) => wordsOf(each).includes('wingtip-1'));

  await world.say(MIA, 'offboard wingtip');

  const line = await world.untilMessage((each) => each.text.includes('Nothing of "offboard wingtip" has begun'));
  expect(line.text).toContain('say @exo cancel wingtip-1 first');
});

test('the tenants that are offered keep the wish', async () => {
  await world.say(MIA, 'onboard wingtup mode link');

  const offer = await world.untilMessage((each) => wordsOf(each).includes('say which one you mean'));
  expect(JSON.stringify(offer.card)).toContain('"command":"onboard wingtip mode=link"');
});
