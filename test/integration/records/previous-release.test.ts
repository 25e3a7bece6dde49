import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { runCard, statusCard, tenantCard } from '../../../src/bot/cards/index.ts';
import { COMMAND } from '../../../src/bot/intake/command-record.ts';
import { createChatRecords } from '../../../src/bot/records/chat-records.ts';
import { readRecord } from '../../../src/process/records/record.ts';
import { createRedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { NOTICE } from '../../../src/runs/records/notice.ts';
import { previousRelease, restore } from '../../support/previous-release.ts';
import { JON } from '../../support/run-request.ts';
import { makeStore } from '../../support/store.ts';

const RUNS = {
  'contoso-1': 'finished',
  // An approval covers more today: what was asked or approved before does not count.
  'adatum-1': 'needs-person',
  'fourthcoffee-1': 'needs-person',
  'tailspin-1': 'needs-person',
  'wingtip-1': 'working',
  'litware-1': 'cancelled',
  'proseware-1': 'declined',
  'margie-plan-1': 'finished',
};
const VIEW = { now: Date.now(), timeZone: 'UTC', approvers: [], troubles: [], absentServers: [], suspended: [] };
const release = previousRelease();
const keys = createRedisKeys(`test-${randomUUID().slice(0, 8)}`);
let redis: Redis;
let { store, quarantine, records, seal } = connect();

function connect() {
  redis = new Redis(inject('redisUrl'));
  return makeStore(redis, keys, release.signingKey, { logger: pino({ level: 'silent' }) });
}

beforeEach(async () => {
  ({ store, quarantine, records, seal } = connect());
  await restore(release, redis, keys);
});
afterEach(async () => {
  const left = await redis.keys(`${keys.prefix}:*`);
  if (left.length > 0) await redis.del(left);
  redis.disconnect();
});

describe('what release 0.1.0 left in Redis', () => {
  test.each(Object.entries(RUNS))('the run %s is read, and its card is drawn', async (id, state) => {
    const run = await store.get(id);

    expect(run).toMatchObject({ id, state });
    if (run) runCard(run, { ...VIEW, journal: await store.journal(id) });
    expect((await quarantine.read()).entries).toEqual([]);
  });

  test('a run under way at its gate says why it goes no further, and can be cancelled', async () => {
    const run = await store.get('adatum-1');

    expect(run?.steps.find(({ name }) => name === 'approve-consent')).toMatchObject({
      state: 'failed',
      error: { code: 'approval-of-earlier-version', advice: expect.stringContaining('Cancel this run') },
    });
    const cancelled = await store.apply('adatum-1', { type: 'cancel', by: { ...JON, roles: ['approver'] } });
    expect(cancelled).toMatchObject({ run: { state: 'cancelled' } });
  });

  test('its journal is read: people have a name and no id there', async () => {
    const journal = await store.journal('contoso-1');

    expect(journal).toHaveLength(20);
    expect(journal).toContainEqual(expect.objectContaining({ what: 'approved', by: { id: '', name: JON.name } }));
    expect((await quarantine.read()).entries).toEqual([]);
  });

  test('its boards are read and shown', async () => {
    const [rows, onboarded, checks] = await Promise.all([store.board(), store.onboarded(), store.serverChecks()]);

    expect(rows).toHaveLength(7);
    expect(onboarded).toMatchObject([{ run: 'contoso-1', approver: JON.name, evidence: null }]);
    expect([...checks.keys()].sort()).toEqual(['mid1', 'mid2']);
    statusCard({ ...VIEW, rows, onboarded, configured: [], servers: [], page: 0 });
    for (const row of onboarded) tenantCard(row, VIEW);
    expect((await quarantine.read()).entries).toEqual([]);
  });

  test('its cards are found again', async () => {
    const chat = createChatRecords(redis, keys, seal, records, () => Date.now());
    const run = await store.get('contoso-1');

    const card = run && (await chat.runCard(run));
    const approval = await chat.approval('contoso-1', 1);

    expect(card?.messageId).toBeTruthy();
    expect(approval?.messageId).toBeTruthy();
    expect((await quarantine.read()).entries).toEqual([]);
  });

  test('its notices and commands are read', async () => {
    const notices = (await redis.zrange(keys.notices, '0', '-1')).map((member) => readRecord(NOTICE, member));
    const command = await records.open(COMMAND, `command ${release.command.id}`, release.command.data.command);

    expect(notices).toHaveLength(9);
    expect(notices.filter(({ ok }) => !ok)).toEqual([]);
    expect(command).toMatchObject({ ok: true, value: { command: { text: 'onboard contoso' }, takenAt: 0 } });
  });

  test('its runs go on', async () => {
    const by = { ...JON, roles: ['approver'] as const };

    expect(await store.apply('tailspin-1', { type: 'retry', by })).toMatchObject({ run: { state: 'working' } });
    expect(await store.apply('wingtip-1', { type: 'cancel', by })).toMatchObject({ run: { state: 'cancelled' } });
  });
});

describe('what a newer version wrote', () => {
  test('is set aside, stays in its place, and is read again after the upgrade', async () => {
    const context = 'run contoso-1';
    const doc = (await redis.hget(keys.run('contoso-1'), 'doc')) ?? '';
    const newer = JSON.stringify({ ...JSON.parse(seal.open(context, doc)), v: 99 });
    await redis.hset(keys.run('contoso-1'), 'doc', seal.protect(context, newer));

    expect(await store.get('contoso-1')).toBeUndefined();
    expect((await quarantine.read()).entries).toMatchObject([
      { where: context, why: expect.stringContaining('newer version (99') },
    ]);
    expect(seal.open(context, (await redis.hget(keys.run('contoso-1'), 'doc')) ?? '')).toBe(newer);

    await redis.hset(keys.run('contoso-1'), 'doc', doc);
    expect(await store.get('contoso-1')).toMatchObject({ state: 'finished' });
    expect((await quarantine.read()).entries).toEqual([]);
  });
});
