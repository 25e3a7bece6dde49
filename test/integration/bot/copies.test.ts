import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { type BotWorld, createBotWorld, type InvokeAnswer, wordsOf } from '../../support/bot.ts';
import type { Message } from '../../support/connector.ts';
import { LEE, MIA } from '../../support/run-request.ts';
import { CHANNEL } from '../../support/teams-activities.ts';
import { until } from '../../support/until.ts';

let world: BotWorld;
let live: Message;
beforeEach(async () => {
  world = await createBotWorld(inject('redisUrl'));
  await world.start();
  await world.say(MIA, 'onboard contoso');
  live = await world.untilMessage((each) => wordsOf(each).includes('Asked by Mia Okafor'));
});
afterEach(() => world[Symbol.asyncDispose]());

const CHANGING = /"verb":"(?:retry|cancel|approve|decline)"/;
const click = (verb: string, messageId: string): Promise<InvokeAnswer> =>
  world.click(MIA, { verb, data: { run: 'contoso-1' }, messageId });

function expectCopy(card: unknown) {
  const shown = JSON.stringify(card);
  expect(shown).toMatch(/As of \d\d:\d\d UTC\./);
  expect(shown).toContain('The live card is in a channel.');
  expect(shown).toContain(`l/message/${encodeURIComponent(CHANNEL)}/${live.id}`);
  expect(shown).not.toMatch(CHANGING);
}

describe('a copy of a run card says of when it is and where the live card is, and changes nothing', () => {
  test('when somebody asks for the status of the tenant', async () => {
    await world.say(LEE, 'status contoso');

    const copy = await world.untilMessage((each) => each.id !== live.id && wordsOf(each).includes('contoso-1'));
    expectCopy(copy.card);
  });

  test('when it is opened or refreshed on another card', async () => {
    expectCopy((await click('open-run', 'a status card')).value);
    expectCopy((await click('refresh', 'a copy')).value);
  });

  test('when a command cancels the run', async () => {
    await world.say(MIA, 'cancel contoso-1');

    const copy = await world.untilMessage((each) => each.id !== live.id && wordsOf(each).includes('Cancelled by Mia'));
    expectCopy(copy.card);
  });
});

test('the live card stays the live card when it is refreshed there', async () => {
  const answer = JSON.stringify((await click('refresh', live.id)).value);

  expect(answer).not.toContain('This is a copy');
  expect(answer).toMatch(CHANGING);
});

test('a twin or an old copy with buttons does what was clicked and then has none any more', async () => {
  await world.say(LEE, 'help');
  const old = await world.untilMessage((each) => each.id !== live.id);

  const answer = await click('cancel', old.id);

  expectCopy(answer.value);
  expect((await world.store.get('contoso-1'))?.state).toBe('cancelled');
  await until(() => wordsOf(old).includes('This is a copy') || undefined);
  expectCopy(old.card);
});
