import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlayground, type PlaygroundChat } from '../../../demo/chat/playground.ts';
import { EVE, JON, MIA } from '../../../demo/people.ts';
import { planPlayground } from '../../../demo/system/playground-plan.ts';
import { findFreePort } from '../../../demo/system/ports.ts';
import { createSupervisor, type Supervisor } from '../../../demo/system/supervisor.ts';
import { type EchoBot, startEchoBot } from '../../support/echo-bot.ts';

describe('the chat of the demo', () => {
  let folder: string;
  let supervisor: Supervisor;
  let bot: EchoBot;
  let chat: PlaygroundChat;
  let port: number;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'exo-playground-'));
    supervisor = createSupervisor(folder, () => undefined);
    bot = await startEchoBot();
    port = await findFreePort();
    await supervisor.start(planPlayground(folder, port, bot.endpoint));
    chat = await openPlayground(`http://127.0.0.1:${port}`, bot.endpoint);
  });
  afterAll(async () => {
    chat.close();
    bot.close();
    await supervisor.stopAll();
    rmSync(folder, { recursive: true, force: true });
  });

  it('begins a thread for whoever sits in front of it, with a mention of the bot', async () => {
    const thread = await chat.say(MIA, 'onboard contoso');

    await chat.until('the echo', (all) => all.find(({ place, text }) => place === thread && text?.includes('onboard')));
    const received = bot.received.at(-1);
    expect(thread).toMatch(/;messageid=\d+$/);
    expect(received).toMatchObject({
      text: '<at>exo</at> onboard contoso',
      from: { aadObjectId: MIA.objectId, name: MIA.name },
      conversation: { id: thread, conversationType: 'channel', tenantId: MIA.tenantId },
      entities: expect.arrayContaining([expect.objectContaining({ type: 'mention' })]),
    });
  });

  it('lets a colleague answer in the thread and click a button, each under the own name', async () => {
    const thread = await chat.say(MIA, 'status');
    const card = await chat.until('the card', (all) => all.find((each) => each.place === thread && each.card));

    await chat.say(JON, 'status', thread);
    const answer = await chat.click(JON, card, 'Go');

    expect(answer).toEqual({ kind: 'message', text: `clicked by ${JON.objectId} with {"x":1}` });
    const edited = await chat.until('the edit', (all) =>
      all.find(({ id, version }) => id === card.id && version === 2),
    );
    expect(edited.card).toMatchObject({ body: [{ text: 'clicked' }] });
    expect(bot.received.some(({ text, from }) => text?.includes('status') && from.aadObjectId === JON.objectId)).toBe(
      true,
    );
  });

  it('shows somebody of another tenant to the bot as such', async () => {
    const thread = await chat.say(MIA, 'status');
    const card = await chat.until('the card', (all) => all.find((each) => each.place === thread && each.card));

    await chat.click(EVE, card, 'Go');

    expect(bot.received.at(-1)).toMatchObject({
      type: 'invoke',
      conversation: { tenantId: EVE.tenantId },
      channelData: { tenant: { id: EVE.tenantId } },
    });
  });

  it('listens on the loopback interface alone', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4');
    const answers = (host: string) =>
      new Promise<boolean>((resolve) => {
        const socket = connect({ host, port, timeout: 2000 });
        const end = (value: boolean) => {
          socket.destroy();
          resolve(value);
        };
        socket.once('connect', () => end(true));
        socket.once('error', () => end(false));
        socket.once('timeout', () => end(false));
      });

    expect(await answers('127.0.0.1')).toBe(true);
    // A machine without another interface has nothing to refuse.
    expect(outside ? await answers(outside.address) : false).toBe(false);
  });
});
