import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { createChatRecords } from '../../../src/bot/records/chat-records.ts';
import { createSealKey, type SealJwk } from '../../../src/contracts/trust/seal-key.ts';
import { createSigningKey, publicSigningKey } from '../../../src/contracts/trust/signing.ts';
import { type Rotation, rotateSeal } from '../../../src/jobs/rotation/rotate.ts';
import { createRecordSeal } from '../../../src/process/records/record-seal.ts';
import { createRedisKeys, type RedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { Enrolments } from '../../../src/runs/fleet/enrolments.ts';
import { previousRelease, restore } from '../../support/previous-release.ts';
import { MIA, makeRequest } from '../../support/run-request.ts';
import { makeStore } from '../../support/store.ts';

let redis: Redis;
let keys: RedisKeys;
let present: SealJwk;
let rotation: Rotation;

beforeEach(async () => {
  redis = new Redis(inject('redisUrl'), { maxRetriesPerRequest: null });
  keys = createRedisKeys(`test-${randomUUID().slice(0, 8)}`);
  present = await createSealKey();
  rotation = { redis, keys, logger: pino({ level: 'silent' }), until: Date.now() + 86_400_000, now: Date.now() };
});
afterEach(async () => {
  const left = await redis.keys(`${keys.prefix}:*`);
  if (left.length > 0) await redis.del(left);
  redis.disconnect();
});

/** Everything in Redis, as text. */
async function dump(): Promise<string> {
  const texts: string[] = [];
  for (const key of await redis.keys(`${keys.prefix}:*`)) {
    const type = await redis.type(key);
    if (type === 'hash') texts.push(...Object.values(await redis.hgetall(key)));
    if (type === 'list') texts.push(...(await redis.lrange(key, 0, -1)));
    if (type === 'string') texts.push((await redis.get(key)) ?? '');
  }
  return texts.join('\n');
}

test('what the first release left is sealed again, and is read without its key from then on', async () => {
  const release = previousRelease();
  await restore(release, redis, keys);

  const report = await rotateSeal(rotation, [present, release.signingKey]);

  expect(report.left).toEqual([]);
  const after = makeStore(redis, keys, present);
  const runs = Object.keys(release.entries).filter((name) => name.startsWith('run:'));
  expect(runs.length).toBeGreaterThan(3);
  for (const name of runs) expect(await after.store.get(name.slice('run:'.length)), name).toBeDefined();
  const journal = Object.keys(release.entries).find((name) => name.startsWith('journal:')) ?? '';
  expect((await after.store.journal(journal.slice('journal:'.length))).length).toBeGreaterThan(0);
  expect((await after.quarantine.read()).entries).toEqual([]);
});

test('records, chat, addresses and tokens under the previous key follow, however often it runs', async () => {
  const previous = await createSealKey();
  const { store, seal, records } = makeStore(redis, keys, previous);
  const { id } = await store.create(makeRequest());
  const chat = createChatRecords(redis, keys, seal, records, () => Date.now());
  await chat.markPosted(id, 'done');
  const place = {
    conversationId: '19:x',
    serviceUrl: 'https://smba.trafficmanager.net/de/',
    channelId: 'msteams',
    kind: 'channel',
  } as const;
  await redis.hset(`${keys.prefix}:service-urls`, '19:x', seal.protect('address 19:x', place.serviceUrl));
  const botKey = await createSigningKey();
  const own = { bot: [botKey], orchestrator: [publicSigningKey(await createSigningKey())] } as const;
  const enrolments = new Enrolments(redis, keys, own, records, () => Date.now());
  await enrolments.giveToken({ id: 'mid1-elevated', server: 'mid1', capabilities: ['elevated'] }, 'ops', MIA);

  const first = await rotateSeal(rotation, [present, previous]);
  const second = await rotateSeal(rotation, [present, previous]);

  expect(first.left).toEqual([]);
  expect(second).toEqual({ done: ['0 records sealed again.'], left: [] });
  expect(await dump()).not.toContain(`${previous.kid}.`);
  expect(await makeStore(redis, keys, present).store.get(id)).toMatchObject({ id });
  expect(
    createRecordSeal([present]).open('address 19:x', (await redis.hget(`${keys.prefix}:service-urls`, '19:x')) ?? ''),
  ).toBe(place.serviceUrl);
});

test('a record that somebody changed is left as it is and counted, and holds up no other', async () => {
  const previous = await createSealKey();
  const { store } = makeStore(redis, keys, previous);
  const { id } = await store.create(makeRequest());
  await redis.hset(keys.run('evil-1'), { version: '1', doc: `${previous.kid}.AAAA.{"v":2}` });

  const report = await rotateSeal(rotation, [present, previous]);

  expect(report.left).toEqual(['1 record in run under the previous key.']);
  expect(await redis.hget(keys.run('evil-1'), 'doc')).toBe(`${previous.kid}.AAAA.{"v":2}`);
  expect(await makeStore(redis, keys, present).store.get(id)).toMatchObject({ id });
});

test('whoever writes meanwhile wins, and nothing that was written is lost', async () => {
  const previous = await createSealKey();
  const old = makeStore(redis, keys, previous);
  const ids = [];
  for (let number = 0; number < 20; number += 1) {
    const tenant = { ...makeRequest().tenant, id: randomUUID(), label: `t${number}` };
    ids.push((await old.store.create(makeRequest({ tenant }))).id);
  }
  const running = makeStore(redis, keys, [present, previous]);

  const work = ids.map((id) => running.store.apply(id, { type: 'cancel', by: { ...MIA, roles: ['admin'] } }));
  const [report] = await Promise.all([rotateSeal(rotation, [present, previous]), ...work]);

  const again = await rotateSeal(rotation, [present, previous]);
  expect(report.left).toEqual([]);
  expect(again.left).toEqual([]);
  const after = makeStore(redis, keys, present);
  for (const id of ids) expect((await after.store.get(id))?.state).toBe('cancelled');
});
