import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { StepName } from '../../../src/contracts/steps/index.ts';
import { createSealKey } from '../../../src/contracts/trust/seal-key.ts';
import { createGroupMover, type GroupMover } from '../../../src/jobs/groups/mover.ts';
import { createRedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { decideGroup, endGroup } from '../../../src/runs/groups/changes.ts';
import type { Group } from '../../../src/runs/groups/group.ts';
import { createGroupStore } from '../../../src/runs/groups/store.ts';
import { findStep } from '../../../src/runs/run.ts';
import { groupOf, memberOf } from '../../support/groups.ts';
import { configOf } from '../../support/guard.ts';
import { JON, MIA, makeRequest } from '../../support/run-request.ts';
import { FRESH } from '../../support/step-outputs.ts';
import { makeStore } from '../../support/store.ts';

const LABELS = ['adatum', 'contoso', 'litware', 'wingtip', 'fabrikam'];
const { id: _, version: __, ...ASKED } = groupOf();

let world: Awaited<ReturnType<typeof createWorld>>;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(async () => {
  await world.redis.del(await world.redis.keys(`${world.keys.prefix}:*`));
  world.redis.disconnect();
});

async function createWorld() {
  const redis = new Redis(inject('redisUrl'));
  const keys = createRedisKeys(`test-${randomUUID().slice(0, 8)}`);
  const logger = pino({ level: 'silent' });
  const { store, records } = makeStore(redis, keys, await createSealKey());
  const now = () => Date.now();
  const groups = createGroupStore({ redis, keys, records, now });
  const mover = (): GroupMover =>
    createGroupMover({ redis, keys, sealed: records, store, groups, config: configOf(), logger, now });

  /** Onboards all five, two at once. */
  async function ask(changes: Partial<Group> = {}): Promise<string> {
    const members = LABELS.map((label, index) => {
      const member = memberOf(label, String(index + 1));
      const tenant = { id: member.tenantId, domain: `${label}.com`, label, cloud: 'global' } as const;
      return { ...member, request: makeRequest({ tenant, place: { group: 'group_x' } }) };
    });
    return (await groups.create({ ...ASKED, members, ...changes }, 'command')).id;
  }

  /** Finishes what waits for a worker, except a step that fails in some tenants. */
  async function work(failing: Readonly<Record<string, string>> = {}): Promise<void> {
    for (const id of await store.openIds()) {
      for (let run = await store.get(id); run; run = await store.get(id)) {
        const step = run.steps.find(({ state }) => state === 'queued');
        if (!step) break;
        const code = failing[`${run.request.tenant.label} ${step.name}`];
        const error = { kind: 'person', code: code ?? '', message: 'It is broken.', advice: 'Mend it.' } as const;
        const outcome = code
          ? ({ status: 'failed', error } as const)
          : ({ status: 'done', output: FRESH[step.name as StepName] } as const);
        await store.apply(id, { type: 'step-finished', step: step.id, attempt: step.attempt, outcome });
      }
    }
  }

  async function approve(id: string): Promise<void> {
    const { ask: asked } = (await groups.get(id)) ?? {};
    const said = { decision: 'approve', by: JON, round: asked?.list.round ?? 0, hash: asked?.hash ?? '' } as const;
    await groups.apply(id, (group) => decideGroup(group, { ...said, statement: 'signed' }, now()));
  }

  /** The tenants of all runs that ever were. */
  const begun = async () => {
    const prefix = keys.run('');
    return (await redis.keys(`${prefix}*`)).map((key) => key.slice(prefix.length).replace(/-\d+$/, '')).sort();
  };
  const running = async () => {
    const runs = await Promise.all((await store.openIds()).map((id) => store.get(id)));
    return runs.filter((run) => run?.state === 'working').length;
  };
  return { redis, keys, store, groups, mover, ask, work, approve, begun, running };
}

/** What two processes do that were told the same. */
async function lookTwice(): Promise<void> {
  const [one, other] = [world.mover(), world.mover()];
  await Promise.all([one.look(), other.look()]);
  await Promise.all([one, other].map((each) => each[Symbol.asyncDispose]()));
}

test('a group goes on behind thousands of entries of nobody in the list of open groups', async () => {
  const { redis, keys } = world;
  const strangers = Array.from({ length: 1500 }, (_unused, index) => `group_${index}`);
  await redis.zadd(keys.groups, ...strangers.flatMap((id) => [0, id]));
  const id = await world.ask();
  const mover = world.mover();

  await mover.look();
  await mover[Symbol.asyncDispose]();

  expect(await world.begun()).toHaveLength(1);
  expect(await redis.zrange(keys.groups, '0', '-1')).toEqual([id]);
});

describe('a group in Redis', () => {
  test('goes from its canary to the end, each tenant begun once by two processes', async () => {
    const id = await world.ask();
    await lookTwice();
    expect(await world.store.openIds()).toEqual(['adatum-1']);

    for (let turns = 0; turns < 6; turns++) {
      await world.work();
      await lookTwice();
      expect(await world.running()).toBeLessThanOrEqual(2);
    }
    expect(await world.groups.get(id)).toMatchObject({ state: 'waiting-approval', round: 1 });
    expect(await world.begun()).toEqual(LABELS.toSorted());

    await world.approve(id);
    await lookTwice();
    expect(findStep((await world.store.get('adatum-1')) ?? never(), 'approve-consent')?.state).toBe('done');
    expect(findStep((await world.store.get('contoso-1')) ?? never(), 'approve-consent')?.state).not.toBe('done');
    for (let turns = 0; turns < 6; turns++) {
      await world.work();
      await lookTwice();
      expect(await world.running()).toBeLessThanOrEqual(2);
    }

    const group = await world.groups.get(id);
    expect(group).toMatchObject({ state: 'finished' });
    expect(group?.members.map(({ end }) => end?.how)).toEqual(['ready', 'ready', 'ready', 'ready', 'ready']);
    expect(await world.groups.openIds()).toEqual([]);
    const run = await world.store.get('litware-1');
    expect(run?.gate?.evidence).toMatchObject({ statement: 'signed', group: { group: id, round: 1 } });
    expect(run?.gate?.decidedBy).toEqual({ id: JON.id, name: JON.name });
  });

  test('begins nothing twice and loses nothing when a process dies after each thing that it did', async () => {
    const id = await world.ask();
    const { groups } = world;
    const commit = groups.commit;
    let deaths = 0;
    for (let turns = 0; turns < 60 && (await groups.get(id))?.state !== 'finished'; turns++) {
      const dying = world.mover();
      // Whatever it did to runs has happened, and the group does not know.
      groups.commit = async () => {
        deaths += 1;
        throw new Error('killed');
      };
      await dying.look().catch(() => undefined);
      groups.commit = commit;
      await lookTwice();
      await world.work();
      if ((await groups.get(id))?.ask) await world.approve(id);
    }

    expect(deaths).toBeGreaterThan(5);
    expect(await groups.get(id)).toMatchObject({ state: 'finished' });
    expect(await world.begun()).toEqual(LABELS.toSorted());
  });

  test('leaves a tenant out that somebody else works on, and that harms nobody', async () => {
    const { tenantId } = memberOf('contoso', '2');
    const tenant = { id: tenantId, domain: 'contoso.com', label: 'contoso', cloud: 'global' } as const;
    await world.store.create(makeRequest({ tenant }));
    const id = await world.ask();
    for (let turns = 0; turns < 6; turns++) {
      await lookTwice();
      await world.work();
    }
    await lookTwice();

    const group = await world.groups.get(id);
    expect(group?.members[1]).toMatchObject({ end: { how: 'left', text: 'contoso-1 is already working on it.' } });
    expect(group?.ask?.list.subjects).toHaveLength(4);
  });

  test('stops at a new kind of failure, begins nothing more, and ends what nobody approved when it is stopped', async () => {
    const id = await world.ask();
    const failing = { 'contoso register-application': 'policy' };
    await lookTwice();
    for (let turns = 0; turns < 4; turns++) {
      await world.work(failing);
      await lookTwice();
    }
    expect(await world.groups.get(id)).toMatchObject({ state: 'stopped', stop: { code: 'policy', label: 'contoso' } });
    expect(await world.begun()).toEqual(['adatum', 'contoso', 'litware']);

    await world.groups.apply(id, (group) => endGroup(group, MIA));
    await lookTwice();
    expect(await world.groups.get(id)).toMatchObject({ state: 'cancelled', finishedAt: expect.any(Number) });
    for (const run of ['adatum-1', 'contoso-1', 'litware-1']) {
      expect((await world.store.get(run))?.state).toBe('cancelled');
    }
    expect(await world.store.openIds()).toEqual([]);
  });
});

function never(): never {
  throw new Error('no such run');
}
