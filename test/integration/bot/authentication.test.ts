import { CloudAdapter, TurnContext } from 'botbuilder';
import { Router } from 'express';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { startServer } from '../../../src/bot/teams/server/server.ts';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { type KeyTrouble, startBotFramework, type TokenChanges } from '../../support/bot-framework.ts';
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

describe("while Microsoft's keys cannot be fetched, a request is answered with 503, and Teams sends it again,", () => {
  test.each<[string, KeyTrouble]>([
    ['because the key server fails', { status: 500, body: 'oops' }],
    ['because it forbids', { status: 403, body: 'proxy' }],
    ['because something between answers with a page', { status: 200, body: '<html>Sign in to the network</html>' }],
    ['because its document names no keys', { status: 200, body: '{}' }],
    ['because the connection is closed', 'closes'],
  ])('%s', async (_why, trouble) => {
    framework.trouble(trouble);
    const refused = await sendWith({});
    framework.trouble(undefined);
    const taken = await sendWith({});

    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ error: { code: 'ServiceUnavailable' } });
    expect(taken.status).toBe(200);
    expect(world.logs).toContainEqual(
      expect.objectContaining({ level: 50, advice: expect.stringContaining('login.botframework.com') }),
    );
    await world.untilMessage((each) => wordsOf(each).includes('What you can do'));
    expect(world.connector.messages).toHaveLength(1);
  });

  test('also when they never come; what is believed too late is not carried out', async () => {
    const keysCame = Promise.withResolvers<void>();
    const believed = Promise.withResolvers<void>();
    const carriedOut: unknown[] = [];
    await using server = await startServer({
      adapter: {
        async receive(_authorization, activity, logic) {
          await keysCame.promise;
          await logic(new TurnContext(new CloudAdapter(), activity));
          believed.resolve();
          return undefined;
        },
      },
      dispatch: async (context) => void carriedOut.push(context.activity),
      pages: Router(),
      port: 0,
      host: '127.0.0.1',
      logger: pino({ level: 'silent' }),
      keysWithinMs: 50,
    });

    const refused = await fetch(`http://127.0.0.1:${server.port}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(messageFrom(MIA, 'help', world.where)),
    });
    keysCame.resolve();
    await believed.promise;

    expect(refused.status).toBe(503);
    expect(carriedOut).toEqual([]);
  });
});

/** A token that says it needs no signature. */
function unsigned(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: 'https://api.botframework.com', aud: APP_ID, exp: 4_102_444_800 };
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}
