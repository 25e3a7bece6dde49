import { afterEach, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { startBotFramework } from '../../support/bot-framework.ts';
import { MIA } from '../../support/run-request.ts';
import { messageFrom } from '../../support/teams-activities.ts';
import { until } from '../../support/until.ts';

const APP_ID = 'b1c2d3e4-2222-4b5c-8d7e-0123456789ab';

let world: BotWorld;
let framework: Awaited<ReturnType<typeof startBotFramework>>;
beforeEach(async () => {
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

async function say(text: string): Promise<void> {
  const authorization = `Bearer ${await framework.token(world.where.serviceUrl)}`;
  await world.send(messageFrom(MIA, text, world.where), { authorization });
}

const isHelp = () => world.connector.messages.find((each) => wordsOf(each).includes('What you can do'));

describe('a refusal of the first answer to a command', () => {
  test.each([401, 403])('with %i: it is sent again with a fresh token', async (status) => {
    world.connector.trouble({ status, times: 1 });

    await say('help');

    await until(isHelp);
    const [refused, taken] = world.connector.calls;
    expect(refused).toMatchObject({ status, authorization: 'Bearer outgoing-1' });
    expect(taken).toMatchObject({ status: 201, authorization: 'Bearer outgoing-2' });
    expect(world.connector.messages).toHaveLength(1);
  });

  test.each([401, 403, 404])('with %i that lasts for a moment does not lose the command', async (status) => {
    world.connector.trouble({ status, times: 3 });

    await say('help');

    await until(isHelp);
  });

  test('for good ends it, after it was looked at again', async () => {
    world.connector.trouble({ status: 403, times: 1000 });
    await using queue = world.intakeQueue();

    await say('help');

    await until(async () => (await queue.getFailedCount()) === 1 || undefined);
    expect(world.connector.calls.length).toBe(4);
    expect(world.logs).toContainEqual(
      expect.objectContaining({
        msg: 'command lost: Teams does not let exo answer',
        advice: expect.stringContaining('installed'),
      }),
    );
  });
});
