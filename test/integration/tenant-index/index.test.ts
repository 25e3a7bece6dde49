import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { StepName } from '../../../src/contracts/steps/index.ts';
import { createSealKey } from '../../../src/contracts/trust/seal-key.ts';
import { createRedisKeys, type RedisKeys } from '../../../src/process/redis/redis-keys.ts';
import type { RunRequest } from '../../../src/runs/run.ts';
import { compareIndex } from '../../../src/runs/tenant-index/compare.ts';
import { createTenants } from '../../../src/runs/tenant-index/tenants.ts';
import { JON, MIA, makeRequest, SAM } from '../../support/run-request.ts';
import { FRESH } from '../../support/step-outputs.ts';
import { makeStore } from '../../support/store.ts';

let redis: Redis;
let keys: RedisKeys;
let stored: ReturnType<typeof makeStore>;

// The same tenants for all: what a test changes is as it was before when the test is over.
beforeAll(async () => {
  redis = new Redis(inject('redisUrl'));
  keys = createRedisKeys(`test-${randomUUID().slice(0, 8)}`);
  stored = makeStore(redis, keys, await createSealKey());
  await sevenTenants();
});
afterAll(async () => {
  const left = await redis.keys(`${keys.prefix}:*`);
  if (left.length > 0) await redis.del(left);
  redis.disconnect();
});

const all = () => createTenants(redis, keys, stored.records);
const compare = () => compareIndex(redis, keys, stored.records);

function idOf(index: number): string {
  return `7c1d0a52-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

function begin(index: number, changes: Partial<RunRequest> = {}): Promise<string> {
  const label = `tenant-${index}`;
  const tenant = { id: idOf(index), domain: `${label}.example`, label, cloud: 'global' } as const;
  return stored.store.create(makeRequest({ tenant, ...changes })).then(({ id }) => id);
}

/** Everything that waits for a worker, and what follows from it. */
async function work(id: string): Promise<void> {
  for (;;) {
    const run = await stored.store.get(id);
    const step = run?.steps.find(({ state, queue }) => queue !== null && state === 'queued');
    if (!step) return;
    const outcome = { status: 'done', output: FRESH[step.name as StepName] } as const;
    await stored.store.apply(id, { type: 'step-finished', step: step.id, attempt: step.attempt, outcome });
  }
}

async function approve(id: string): Promise<void> {
  const { round = 0, planHash = '' } = (await stored.store.get(id))?.gate ?? {};
  const decision = { decision: 'approve', by: JON, round, planHash, statement: 'x', idToken: null } as const;
  await stored.store.apply(id, { type: 'approval-decided', ...decision });
  await work(id);
}

async function onboarded(index: number): Promise<void> {
  const id = await begin(index);
  await work(id);
  await approve(id);
}

/** A tenant that works, one that waits, one that needs somebody, one that was cancelled, two that are ready, one suspended. */
async function sevenTenants(): Promise<void> {
  await begin(1, { requester: { id: JON.id, name: JON.name } });
  await work(await begin(2));
  const stopped = await begin(3, { serverGroup: 'apac' });
  const error = { kind: 'person', code: 'x', message: 'It is broken.', advice: 'Mend it.' } as const;
  const outcome = { status: 'failed', error } as const;
  await work(stopped);
  await approve(stopped);
  await stored.store.apply(await begin(4), { type: 'cancel', by: MIA });
  await onboarded(5);
  await onboarded(10);
  await onboarded(7);
  await work(await begin(7, { kind: 'suspend', requester: SAM }));
  const failing = await begin(3, { serverGroup: 'apac' });
  const [step] = (await stored.store.get(failing))?.steps ?? [];
  await stored.store.apply(failing, { type: 'step-finished', step: step?.id ?? '', attempt: 1, outcome });
}

describe('the index of the tenants', () => {
  test('is what the rows say after each commit, and the comparison finds nothing to mend', async () => {
    expect(await all().counts()).toEqual({
      needs: 2,
      suspended: 1,
      working: 1,
      unfinished: 1,
      unstarted: 0,
      ready: 2,
    });
    expect(await compare()).toBe(0);
  });

  test('lists the most urgent first, and numbers in labels as numbers', async () => {
    const { tenants, total } = await all().page({}, 0, 20);
    const second = await all().page({}, 3, 2);

    const labels = tenants.map(({ board }) => board?.label.replace('tenant-', ''));
    expect(labels).toEqual(['2', '3', '7', '1', '4', '5', '10']);
    expect(total).toBe(7);
    expect(second.tenants.map(({ board }) => board?.label)).toEqual(['tenant-1', 'tenant-4']);
  });

  test('is searched by kind, word, server group, requester and state', async () => {
    const found = async (query: Parameters<ReturnType<typeof all>['page']>[0]) =>
      (await all().page(query, 0, 20)).tenants.map(({ board }) => Number(board?.label.replace('tenant-', '')));

    expect(await found({ kinds: ['needs'] })).toEqual([2, 3]);
    expect(await found({ word: 'NANT-1' })).toEqual([1, 10]);
    expect(await found({ word: '10.exam' })).toEqual([10]);
    expect(await found({ word: '*' })).toEqual([]);
    expect(await found({ groups: ['apac'] })).toEqual([3]);
    expect(await found({ requester: [JON.id] })).toEqual([1]);
    expect(await found({ kinds: ['needs'], state: 'waiting-approval' })).toEqual([2]);
    expect(await found({ kinds: ['ready', 'working'], word: 'tenant-1' })).toEqual([1, 10]);
  });

  test('finds a tenant by label, domain and id, and knows which names nobody has', async () => {
    const label = async (name: string) => (await all().find(name))?.board?.label;

    expect(await label('Tenant-5')).toBe('tenant-5');
    expect(await label('tenant-5.example')).toBe('tenant-5');
    expect(await label(idOf(5))).toBe('tenant-5');
    expect(await label('tenant-6')).toBeUndefined();
    expect(await all().unknown(['tenant-5', 'contoso'])).toEqual(['contoso']);
  });

  test('lists what expires before a moment', async () => {
    const { tenants, total } = await all().expiring(Date.parse('2100-01-01'), 0, 10);

    expect(total).toBe(4);
    expect(tenants.map(({ onboarded: row }) => row?.label).toSorted()).toEqual([
      'tenant-10',
      'tenant-3',
      'tenant-5',
      'tenant-7',
    ]);
    expect(await all().expiring(0, 0, 10)).toEqual({ tenants: [], total: 0 });
  });
});

describe('the comparison of the index with the rows', () => {
  test('makes it where there was none', async () => {
    const before = await picture();
    await redis.del(keys.tenantsOrder, keys.tenantsPlaces, keys.tenantsNames, keys.tenantsExpiry);

    expect(await compare()).toBeGreaterThan(6);
    expect(await picture()).toEqual(before);
    expect(await compare()).toBe(0);
  });

  test.each([
    ['a tenant was hidden', () => hide()],
    ['a tenant was moved to another kind', () => move('6')],
    ['a tenant stands twice', () => addTwice()],
    ['a tenant that does not exist was added', () => addStranger()],
    ['a place makes no sense', () => redis.hset(keys.tenantsPlaces, idOf(2), 'x')],
    ['a name leads elsewhere', () => redis.hset(keys.tenantsNames, 'tenant-2', idOf(5))],
    ['an end was put off', () => redis.zadd(keys.tenantsExpiry, 9e12, idOf(5))],
    ['the order is no list any more', () => redis.set(keys.tenantsOrder, 'x')],
    ['the names are no hash any more', () => redis.set(keys.tenantsNames, 'x')],
    ['an end of nobody was added', () => redis.zadd(keys.tenantsExpiry, 5, idOf(99))],
  ])('mends it when %s', async (_, change) => {
    const before = await picture();
    await change();

    expect(await compare()).toBeGreaterThan(0);
    expect(await picture()).toEqual(before);
    expect(await compare()).toBe(0);
  });

  test('a commit mends the place of its tenant, whatever stood there', async () => {
    await redis.zrem(keys.tenantsOrder, await memberOf(2));
    await redis.hset(keys.tenantsPlaces, idOf(2), 'x');
    await stored.store.apply('tenant-2-1', { type: 'cancel', by: MIA });

    expect((await all().page({ kinds: ['unfinished'] }, 0, 9)).total).toBe(2);
  });

  test('what cannot be read stands nowhere', async () => {
    await redis.hset(keys.board, 'stranger', 'x');

    expect(await compare()).toBe(0);
    expect((await all().counts()).ready).toBe(2);
    expect((await stored.quarantine.read()).entries).toMatchObject([{ where: 'board stranger' }]);
  });
});

async function picture(): Promise<unknown> {
  const { tenantsOrder: order, tenantsPlaces: places, tenantsNames: names, tenantsExpiry: expiry } = keys;
  return [
    await redis.zrange(order, '0', '-1'),
    await redis.hgetall(places),
    await redis.hgetall(names),
    await redis.zrange(expiry, '0', '-1', 'WITHSCORES'),
  ];
}

async function memberOf(index: number): Promise<string> {
  const all = await redis.zrange(keys.tenantsOrder, '0', '-1');
  return all.find((member) => member.includes(idOf(index))) ?? '';
}

const hide = async () => redis.zrem(keys.tenantsOrder, await memberOf(2));

async function move(mark: string): Promise<void> {
  const member = await memberOf(2);
  await redis.zrem(keys.tenantsOrder, member);
  await redis.zadd(keys.tenantsOrder, 0, mark + member.slice(1));
}

const addTwice = async () => redis.zadd(keys.tenantsOrder, 0, `6${(await memberOf(2)).slice(1)}`);

const addStranger = async () => redis.zadd(keys.tenantsOrder, 0, (await memberOf(2)).replace(idOf(2), idOf(99)));
