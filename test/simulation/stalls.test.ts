import { expect, test } from 'vitest';
import { installVirtualNode } from './time/install.ts';
import { createPromptSignatures } from './time/prompt-signatures.ts';
import { startBot } from './world/bot-process.ts';
import { People } from './world/people.ts';
import { World } from './world/world.ts';

test('a command is answered although the process that carries it out died thirty times', async () => {
  const signatures = createPromptSignatures();
  const world = new World('stalls', signatures.isBusy);
  using _ = installVirtualNode(world.scheduler, world.random.fork('node'), signatures);
  world.run('bot 1', (host) => startBot(world, host));
  const people = new People(world);
  world.scheduler.schedule(5000, undefined, () => people.ask('help'));

  const end = world.now() + 900_000;
  for (let [deaths, seen] = [0, 0]; world.now() < end && world.chat.messages.length === 0; seen = world.lines.length) {
    await world.scheduler.step();
    // It is being carried out: who asked is remembered first.
    const isBegun = world.lines.slice(seen).some((line) => line.includes('HSET {sim}:people'));
    if (!isBegun || deaths === 30) continue;
    deaths += 1;
    for (const host of world.hosts('bot')) world.kill(host);
  }

  expect(world.deaths).toBe(30);
  expect(world.chat.messages.map(({ card }) => JSON.stringify(card))).toEqual([
    expect.stringContaining('What you can do'),
  ]);
});
