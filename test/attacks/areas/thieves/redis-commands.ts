import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { z } from 'zod';
import { until } from '../../../support/until.ts';
import { type Area, tried, unless } from '../../attempt.ts';
import { mia } from '../../world/people.ts';
import type { World } from '../../world/world.ts';

const IntakeJob = z.looseObject({ command: z.string() });

/** Somebody who can write to Redis speaks in the name of people through the queue of commands. */
export const redisCommands: Area = {
  name: 'redis commands',
  async prepare(world) {
    const { admin, keys, runs } = world;
    await runs.onboard(world.customer());
    return {
      attempts: [
        tried('a command that was said an hour ago is put back after its run was cancelled', () =>
          replaysCommand(world),
        ),
        tried('a command is put into the mouth of somebody else', async () => {
          const customer = world.customer();
          await using queue = intake(world);
          const command = { text: `onboard ${customer.domain}`, speaker: mia, place: {}, activityId: 'x' };
          await queue.add('command', { command: `x.${JSON.stringify(command)}` }, { jobId: 'a'.repeat(32) });
          await pause(1500);
          return unless((await admin.exists(keys.counter(customer.label))) > 0 && 'a run was begun');
        }),
        tried('a command that was said is changed', async () => {
          const customer = world.customer();
          const copied = await copyCommand(world, mia.id);
          if (!copied) throw new Error('no command was copied');
          await using queue = intake(world);
          const changed = copied.data.command.replace(/onboard [a-z0-9.]+/, `onboard ${customer.domain}`);
          await admin.del(`${keys.prefix}:bot:${copied.id}`);
          await queue.add('command', { command: changed }, { jobId: copied.id });
          await pause(1500);
          return unless((await admin.exists(keys.counter(customer.label))) > 0 && 'a run was begun');
        }),
      ],
      async control() {
        await runs.onboard(world.customer());
      },
    };
  },
};

function intake(world: World) {
  const queue = new Queue('bot', { connection: world.admin, prefix: world.keys.prefix });
  return Object.assign(queue, { [Symbol.asyncDispose]: () => queue.close() });
}

async function copyCommand(world: World, speaker: string) {
  for (const key of await world.admin.keys(`${world.keys.prefix}:bot:*`)) {
    if ((await world.admin.type(key)) !== 'hash') continue;
    const text = await world.admin.hget(key, 'data');
    const data = text ? IntakeJob.safeParse(JSON.parse(text)) : undefined;
    if (data?.success && data.data.command.includes(speaker) && data.data.command.includes('onboard ')) {
      return { id: key.slice(`${world.keys.prefix}:bot:`.length), data: data.data };
    }
  }
  return undefined;
}

/** Said, carried out, cancelled; then the very same job is put back as if it had never been there. */
async function replaysCommand(world: World) {
  const { admin, keys, runs } = world;
  const customer = world.customer();
  const run = await runs.onboard(customer);
  await runs.untilAsked(customer);
  const found = (await admin.keys(`${keys.prefix}:bot:*`)).map(async (key) => {
    if ((await admin.type(key)) !== 'hash') return undefined;
    const text = (await admin.hget(key, 'data')) ?? '';
    return text.includes(customer.domain) ? { key, text } : undefined;
  });
  const copied = (await Promise.all(found)).find((each) => each !== undefined);
  if (!copied) throw new Error('the command was not found in Redis');
  const { message } = await runs.untilMessage(customer);
  await world.chat.click(
    mia,
    { verb: 'cancel', data: { run }, messageId: message },
    { conversation: runs.placeOf(customer) },
  );
  await runs.untilRun(run, ({ state }) => state === 'cancelled');
  await admin.del(copied.key);
  await using queue = intake(world);
  const { command } = IntakeJob.parse(JSON.parse(copied.text));
  await queue.add('command', { command }, { jobId: copied.key.slice(`${keys.prefix}:bot:`.length) });
  const again = await until(
    async () => ((await admin.get(keys.counter(customer.label))) ?? '1') !== '1' || undefined,
    undefined,
    3000,
  ).catch(() => false);
  return unless(again && 'a second run was begun in her name');
}
