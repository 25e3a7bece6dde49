import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { makeConfig } from '../../support/bot-config.ts';
import type { Message } from '../../support/connector.ts';
import { JON, LEE, MIA } from '../../support/run-request.ts';
import { messageFrom } from '../../support/teams-activities.ts';
import { until } from '../../support/until.ts';

/** As an attacker, or a very creative person, would be called in Entra. */
const NAME = '**Mia** _x_ `y` [reset here](https://evil.example) <at>Jon Berg</at>';
const NAMED = { ...MIA, name: NAME };

let world: BotWorld;
beforeAll(async () => {
  const roles = { requester: [{ person: MIA.id, name: NAME }], approver: [{ person: JON.id, name: JON.name }] };
  const organisation = { ...makeConfig().organisation, name: '**Fabrikam** [here](https://evil.example)' };
  world = await createBotWorld(inject('redisUrl'), { config: makeConfig({ roles, organisation }) });
  await world.start();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Teams reads the text of a message as Markdown, so nothing of a name may mean something there. */
function expectPlain({ text, entities }: Pick<Message, 'text' | 'entities'>): void {
  for (const { text: mention } of entities) expect(text).toContain(mention);
  const names = text.replaceAll(/<at>([^<]*)<\/at>/g, '$1');
  expect(names).not.toMatch(/\*\*|`|\[|\]|:\/\/|<|(?<!\w)_/);
}

test('a name with Markdown is plain in every line of a thread', async () => {
  await world.say(NAMED, 'onboard contoso');
  await world.untilMessage((each) => wordsOf(each).includes('contoso-1'));
  await world.say(NAMED, 'onboard contoso');
  const busy = await world.untilMessage((each) => each.text.includes('is already working'));
  await world.say(NAMED, 'cancel contoso');
  const closed = await world.untilMessage((each) => each.text.includes('was cancelled'));

  expectPlain(busy);
  expectPlain(closed);
  expect(closed.entities).toHaveLength(1);
});

test('so are the names of those who may do what somebody may not', async () => {
  await world.say(LEE, 'onboard contoso');

  expectPlain(await world.untilMessage((each) => each.text.startsWith('You do not have the right')));
});

test('so is the name of the organisation to a stranger', async () => {
  await world.say(LEE, 'help', { tenantId: '11111111-2222-4333-8444-555555555555' });

  expectPlain(await world.untilMessage((each) => each.text.startsWith('exo works only for')));
});

test('so is what an older client gets as a message', async () => {
  await world.say(NAMED, 'help');
  const before = world.connector.messages.length;

  const submit = (verb: string, data: object) =>
    world.send({ ...messageFrom(NAMED, '', world.where), text: undefined, value: { verb, ...data } });
  await submit('do', { command: 'status [x](https://evil.example) **y**' });

  const answer = await until(() => world.connector.messages.slice(before).find(({ text }) => text.startsWith('Taken')));
  expectPlain(answer);
});
