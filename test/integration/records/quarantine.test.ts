import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { createQuarantine, whereMember } from '../../../src/process/records/quarantine.ts';
import { createRedisKeys } from '../../../src/process/redis/redis-keys.ts';

let redis: Redis;
const keys = createRedisKeys(`test-${randomUUID().slice(0, 8)}`);
const logs: { msg: string; where: string }[] = [];
const logger = pino({ level: 'info' }, { write: (line: string) => void logs.push(JSON.parse(line)) });
const at = Date.parse('2026-11-24T14:32:00.000Z');

const open = () => createQuarantine(redis, keys, logger, () => at);
const bad = (member: string) => ({ member, where: whereMember('outbox', member), why: 'no task', text: member });

beforeEach(() => {
  redis = new Redis(inject('redisUrl'));
  logs.length = 0;
});
afterEach(async () => {
  await redis.del(keys.outbox, keys.quarantine);
  redis.disconnect();
});

describe('the quarantine', () => {
  test('takes members out of a list of work and keeps what stood there', async () => {
    await redis.zadd(keys.outbox, '1', 'x', '2', 'execute cloud contoso-1 check-tenant 1');

    await open().move(keys.outbox, [bad('x')]);

    expect(await redis.zrange(keys.outbox, '0', '-1')).toEqual(['execute cloud contoso-1 check-tenant 1']);
    expect(await open().read()).toEqual({
      entries: [{ where: whereMember('outbox', 'x'), why: 'no task', text: 'x', at }],
      more: 0,
    });
  });

  test('reports an entry once, however many processes meet it', async () => {
    await redis.zadd(keys.outbox, 1, 'x');
    const note = { where: 'run contoso-1', why: 'it is not a JSON object', text: 'x' };

    const [one, two] = [open(), open()];
    await Promise.all([one.move(keys.outbox, [bad('x')]), two.move(keys.outbox, [bad('x')])]);
    for (const each of [one, two, one]) await each.note(note);

    expect(logs.map(({ where }) => where).sort()).toEqual([whereMember('outbox', 'x'), 'run contoso-1'].sort());
  });

  test('forgets the note about a record that can be read again, also after a restart', async () => {
    await open().note({ where: 'run contoso-1', why: 'newer', text: '' });
    const upgraded = open();
    expect((await upgraded.read()).entries).toHaveLength(1);

    await upgraded.forget('run contoso-1');

    expect((await upgraded.read()).entries).toEqual([]);
  });

  test('keeps a bounded part of each text and of all entries, and counts the rest', async () => {
    const members = Array.from({ length: 6000 }, (_, index) => `bad ${index} ${'x'.repeat(3000)}`);
    for (let from = 0; from < members.length; from += 500) {
      const some = members.slice(from, from + 500);
      await redis.zadd(keys.outbox, ...some.flatMap((member) => ['1', member]));
      await open().move(keys.outbox, some.map(bad));
    }

    const { entries, more } = await open().read();

    expect(await redis.zcard(keys.outbox)).toBe(0);
    expect(entries.length + more).toBe(6000);
    expect(entries).toHaveLength(5000);
    expect(Math.max(...entries.map(({ text }) => text.length))).toBe(2000);
  });
});
