import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { startBotFramework, type TokenChanges } from '../../support/bot-framework.ts';
import { MIA } from '../../support/run-request.ts';
import { messageFrom } from '../../support/teams-activities.ts';

const APP_ID = 'b1c2d3e4-2222-4b5c-8d7e-0123456789ab';

let world: BotWorld;
let framework: Awaited<ReturnType<typeof startBotFramework>>;

beforeEach(async () => {
  // The SDK prints every token that it refuses; the bot's process sends that to the log.
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  framework = await startBotFramework(APP_ID);
  world = await createBotWorld(inject('redisUrl'), {
    identity: { auth: 'on', appId: APP_ID, type: 'SingleTenant', tenantId: APP_ID, password: 'unused' },
    connection: framework,
  });
  await world.start();
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await framework[Symbol.asyncDispose]();
  vi.restoreAllMocks();
});

async function sendWith(changes: TokenChanges | undefined): Promise<Response> {
  const headers = changes ? { authorization: `Bearer ${await framework.token(world.where.serviceUrl, changes)}` } : {};
  return world.send(messageFrom(MIA, 'help', world.where), headers);
}

test('a message with a token of the Bot Framework is taken and answered', async () => {
  const response = await sendWith({});

  expect(response.status).toBe(200);
  await world.untilMessage((each) => wordsOf(each).includes('What you can do'));
});

describe('a request is refused with 401, and nothing happens,', () => {
  test.each<[string, TokenChanges | undefined]>([
    ['without a token', undefined],
    ['for another bot', { audience: 'c1c2d3e4-2222-4b5c-8d7e-0123456789ab' }],
    ['from another issuer', { issuer: 'https://evil.example' }],
    ['for another service address', { serviceUrl: 'https://evil.example/' }],
    ['that has expired', { expiresIn: -3600 }],
    ['that is not valid yet', { notBefore: 3600 }],
    ['signed with another key', { key: 'another' }],
  ])('%s', async (_how, changes) => {
    const response = await sendWith(changes);

    expect(response.status).toBe(401);
    expect(await response.text()).not.toMatch(/ at |Error:/);
    expect(world.connector.messages).toEqual([]);
    expect(world.logs.filter(({ level }) => level >= 50)).toEqual([]);
  });

  test.each(['Bearer', 'Bearer x', 'Basic eDp5', 'Bearer a.b.c', `Bearer ${unsigned()}`])(
    'with %j',
    async (authorization) => {
      const response = await world.send(messageFrom(MIA, 'help', world.where), { authorization });

      expect(response.status).toBe(401);
      expect(world.connector.messages).toEqual([]);
    },
  );
});

/** A token that says it needs no signature. */
function unsigned(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: 'https://api.botframework.com', aud: APP_ID, exp: 4_102_444_800 };
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}
