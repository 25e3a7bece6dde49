import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { NOTICE } from '../../../src/runs/records/notice.ts';
import { RUN } from '../../../src/runs/records/run.ts';
import type { Run } from '../../../src/runs/run.ts';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { HOME_TENANT } from '../../support/bot-config.ts';
import { makeRequest } from '../../support/run-request.ts';
import { BOT } from '../../support/teams-activities.ts';
import { until } from '../../support/until.ts';

const OPEN = 50;
const asked: { run: Run; doc: string; card: string }[] = [];
let world: BotWorld;

beforeAll(async () => {
  world = await createBotWorld(inject('redisUrl'));
  for (let number = 1; number <= OPEN; number++) asked.push(await askedOf(number));
});
afterAll(() => world[Symbol.asyncDispose]());

/** A run that waits for its approval, each in a conversation of its own, whose approval card was not posted yet. */
async function askedOf(number: number) {
  const conversationId = `19:customer-${number}@thread.tacv2`;
  const url = `${world.connector.serviceUrl}v3/conversations/${encodeURIComponent(conversationId)}/activities`;
  await fetch(url, { method: 'POST', body: JSON.stringify({ type: 'message', text: 'looking' }) });
  const card = world.connector.messages.at(-1)?.id ?? '';
  const { serviceUrl } = world.connector;
  const place = {
    v: 1,
    kind: 'channel',
    channelId: 'msteams',
    tenantId: HOME_TENANT,
    serviceUrl,
    botId: BOT.id,
  } as const;
  const tenant = { id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`, domain: `t${number}.com` };
  const { id } = await world.store.create(
    makeRequest({
      tenant: { ...tenant, label: `t${number}`, cloud: 'global' },
      place: { runCard: { place: { ...place, conversationId }, messageId: card }, command: `t${number}` },
    }),
  );
  const run = await world.work(id);
  return { run, doc: (await world.redis.hget(world.keys.run(id), 'doc')) ?? '', card };
}

async function store(docs: (each: (typeof asked)[number]) => string): Promise<void> {
  const commands = world.redis.pipeline();
  for (const each of asked) commands.hset(world.keys.run(each.run.id), 'doc', docs(each));
  await commands.exec();
}

/** Lets the minute pass after which what waits is looked at again. */
async function laterOn(): Promise<void> {
  for (const key of [world.keys.notices, world.keys.redrawLater]) {
    for (const member of await world.redis.zrange(key, '0', '-1')) await world.redis.zadd(key, 'XX', 1, member);
  }
}

const areLeft = async () => {
  const { redis, keys } = world;
  const left = [
    await redis.zcount(keys.notices, Date.now() + 10_000, '+inf'),
    await redis.zcount(keys.redrawLater, Date.now() + 10_000, '+inf'),
  ];
  return (left.every((count) => count >= OPEN) && (await redis.zcard(keys.redrawNow)) === 0) || undefined;
};

describe(`going back to this version from a newer one, with ${OPEN} runs that wait for approval`, () => {
  it('loses nothing, does nothing twice, and says once that they wait', async () => {
    const messages = world.connector.messages.length;
    await store(({ run }) => world.records.seal({ ...RUN, v: RUN.v + 1 }, `run ${run.id}`, run));
    const ofNewer = [
      JSON.stringify({ v: NOTICE.v + 1, id: 'n1', run: 't1-1', notice: { kind: 'finished' } }),
      JSON.stringify({ v: NOTICE.v, id: 'n2', run: 't1-1', notice: { kind: 'of-a-newer-version', more: 1 } }),
    ];
    for (const member of ofNewer) await world.redis.zadd(world.keys.notices, 1, member);

    const stillOld = await world.start();
    await until(areLeft);
    await laterOn();
    await until(areLeft);
    await stillOld[Symbol.asyncDispose]();

    expect(world.connector.messages.length).toBe(messages);
    expect(world.logs.filter(({ msg }) => msg.startsWith('a newer version wrote'))).toHaveLength(1);
    const { entries } = await world.quarantine.read();
    expect(entries.filter(({ why }) => !why.includes('newer version'))).toEqual([]);
    expect(entries.filter(({ where }) => where.startsWith('notice'))).toEqual([]);

    for (const member of ofNewer) expect(await world.redis.zrem(world.keys.notices, member)).toBe(1);
    await store(({ doc }) => doc);
    await laterOn();
    await world.start();
    await until(
      async () => {
        const { notices, redrawNow } = world.keys;
        return (await world.redis.zcard(notices)) + (await world.redis.zcard(redrawNow)) === 0 || undefined;
      },
      () => 'everything is brought to Teams',
      60_000,
    );

    const approvals = world.connector.messages.filter((each) => wordsOf(each).includes('Approval needed'));
    expect(approvals).toHaveLength(OPEN);
    for (const { card } of asked) {
      const message = world.connector.messages.find(({ id }) => id === card);
      expect(message && wordsOf(message)).toContain('for approval');
    }
  });

  it('sets a notice aside that belongs to no run, whatever its version', async () => {
    await world.redis.zadd(world.keys.notices, 1, '{"v":99,"id":"x","run":"nobody-1","notice":{"kind":"finished"}}');

    await until(async () => (await world.redis.zcard(world.keys.notices)) === 0 || undefined);
    const { entries } = await world.quarantine.read();
    expect(entries.filter(({ where }) => where.startsWith('notice'))).toHaveLength(1);
  });
});
