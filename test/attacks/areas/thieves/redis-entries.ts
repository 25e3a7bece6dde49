import { type Area, HELD, tried, unless } from '../../attempt.ts';
import { othersSuffer, timeToApproval } from '../../world/canary.ts';
import { wordsOf } from '../../world/chat.ts';
import { ada, lee, mia } from '../../world/people.ts';
import { revive } from '../../world/recover.ts';
import type { Customer, World } from '../../world/world.ts';

/** An entry in Redis that cannot be read, or that exo did not write. */
interface Entry {
  readonly what: string;
  /** Writes it. @returns how to take it out again */
  readonly write: (scene: Scene) => Promise<() => Promise<unknown>>;
}

interface Scene {
  readonly world: World;
  /** An honest run that waits for its approval. */
  readonly run: string;
  readonly customer: Customer;
}

/** Somebody who can write to Redis changes single entries; all at once, and when others suffer, one after the other. */
export const redisEntries: Area = {
  name: 'redis entries',
  async prepare(world) {
    const usual = Math.min(await timeToApproval(world), await timeToApproval(world));
    const all = entries(world);
    const together = await suffer(world, all, usual);
    return {
      attempts: all.map((entry) =>
        tried(entry.what, async () => (together ? unless(await suffer(world, [entry], usual)) : HELD)),
      ),
      async control() {
        const suffering = await othersSuffer(world, usual);
        if (suffering) throw new Error(suffering);
      },
    };
  },
};

async function suffer(world: World, chosen: readonly Entry[], usual: number): Promise<string | undefined> {
  const customer = world.customer();
  const run = await world.runs.onboard(customer);
  await world.runs.untilAsked(customer);
  const undo: (() => Promise<unknown>)[] = [];
  for (const { write } of chosen) undo.push(await write({ world, run, customer }));
  const suffering =
    (await othersSuffer(world, usual)) ??
    (await silent(world, 'status', /ready|tenant/i)) ??
    (await silent(world, 'runners', /mid1/));
  for (const each of undo) await each();
  if (suffering) await revive(world, usual);
  return suffering;
}

/** Whether a command is answered with what it is for. */
async function silent(world: World, command: string, wanted: RegExp): Promise<string | undefined> {
  const conversation = `19:${crypto.randomUUID()}@thread.tacv2`;
  await world.chat.say(command === 'runners' ? ada : lee, command, { conversation });
  try {
    await world.chat.untilMessage(conversation, (message) => wanted.test(wordsOf(message)), 10_000);
    return undefined;
  } catch {
    return `"${command}" is not answered`;
  }
}

function entries(world: World): readonly Entry[] {
  const { admin, keys } = world;
  const { prefix } = keys;
  const zset = (what: string, key: string, members: readonly string[], score = 0): Entry => ({
    what,
    async write() {
      for (const member of members) await admin.zadd(key, score, member);
      return async () => admin.zrem(key, ...members);
    },
  });
  const field = (what: string, key: string | ((scene: Scene) => string), name: string, value: string): Entry => ({
    what,
    async write(scene) {
      const at = typeof key === 'string' ? key : key(scene);
      const before = await admin.hget(at, name);
      await admin.hset(at, name, value);
      return async () => (before === null ? admin.hdel(at, name) : admin.hset(at, name, before));
    },
  });
  const list = (what: string, key: (scene: Scene) => string, value: string): Entry => ({
    what,
    async write(scene) {
      await admin.rpush(key(scene), value);
      return async () => admin.lrem(key(scene), 0, value);
    },
  });
  const many = Array.from({ length: 3000 }, (_, index) => `execute cloud nobody-${index} check-tenant 1`);
  const foreign = `x.${JSON.stringify({ id: 'x', version: 1 })}`;
  return [
    zset('an outbox entry that means nothing', keys.outbox, ['rubbish', '', 'execute', '{"v":9}']),
    zset('an outbox entry for a run that is not there', keys.outbox, ['execute cloud nobody-1 check-tenant 1']),
    zset('an entry in flight that means nothing', keys.inflight, ['rubbish', 'x y', '{"v":9}']),
    zset('3,000 entries in flight that belong to nobody', keys.inflight, many),
    zset('a deadline that means nothing', keys.deadlines, ['rubbish', ' ', 'nobody-1 approval'], 1),
    zset('a notice that does not parse', keys.notices, ['rubbish', '{', 'null'], 1),
    zset(
      'a notice of a newer version',
      keys.notices,
      [JSON.stringify({ v: 99, id: 'x', run: 'nobody-1', notice: { kind: 'new' } })],
      1,
    ),
    zset('a notice without a kind', keys.notices, [JSON.stringify({ id: 'x', run: 'nobody-1', notice: {} })], 1),
    zset('a run to draw that is not there', keys.redrawNow, ['nobody-1', '', '{'], 1),
    zset('a run to look at again that is not there', keys.redrawLater, ['nobody-1', '{'], 1),
    {
      what: "a run's record is changed, and its deadline passes",
      async write({ run }) {
        const doc = (await admin.hget(keys.run(run), 'doc')) ?? '';
        await admin.hset(keys.run(run), 'doc', `${doc.slice(0, -2)}x}`);
        for (const name of ['approval', 'approval-expires', 'gate'])
          await admin.zadd(keys.deadlines, 1, `${run} ${name}`);
        await admin.zadd(keys.redrawNow, 1, run);
        await admin.zadd(keys.outbox, 1, `execute cloud ${run} grant-consent 1`);
        return async () => admin.zrem(keys.outbox, `execute cloud ${run} grant-consent 1`);
      },
    },
    field("a run's record is empty", keys.run('nobody-2'), 'doc', ''),
    field("a run's messages in chat do not parse", ({ run }) => keys.chat(run), 'runCard', 'rubbish'),
    field("a run's approval card in chat is changed", ({ run }) => keys.chat(run), 'approval:1', foreign),
    list("a line of a run's journal is foreign", ({ run }) => keys.journal(run), foreign),
    field('a row of the board is foreign', keys.board, '0d9a1b2c-dead-4000-8000-000000000001', foreign),
    field('a row of the board is no record', keys.board, 'x', '{'),
    field('a row of the onboarded tenants is foreign', keys.onboarded, '0d9a1b2c-dead-4000-8000-000000000001', foreign),
    field('the check of a server is foreign', keys.servers, 'mid1', foreign),
    field('a token that was given out is foreign', keys.enrolling, 'mid3-elevated', foreign),
    field('the record of a runner is no statement', keys.runners, 'mid8-elevated', 'rubbish'),
    field('the record of a runner is that of another', keys.runners, 'mid8-connect', 'e30.e30.e30'),
    field('what is known of a person does not parse', `${prefix}:people`, mia.id, '{'),
    field('the address of a conversation is foreign', `${prefix}:service-urls`, '19:x@thread.tacv2', foreign),
    list('a line of the audit log that waits is foreign', () => `${prefix}:audit`, 'rubbish'),
    list('a request to the orchestrator is foreign', () => `${prefix}:requests`, 'rubbish'),
    field('the quarantine does not parse', `${prefix}:quarantine`, 'x', '{'),
    {
      what: 'a job of the intake queue is no command',
      async write() {
        const id = 'f'.repeat(32);
        await admin.hset(`${prefix}:bot:${id}`, { data: '{"command":7}', name: 'command', opts: '{}', timestamp: 1 });
        await admin.lpush(`${prefix}:bot:wait`, id);
        return async () => admin.del(`${prefix}:bot:${id}`);
      },
    },
    {
      what: 'a job of the cloud queue is no job',
      async write() {
        await admin.hset(`${prefix}:cloud:rubbish`, { data: '[]', name: 'x', opts: '{}', timestamp: 'x' });
        await admin.lpush(`${prefix}:cloud:wait`, 'rubbish');
        return async () => admin.del(`${prefix}:cloud:rubbish`);
      },
    },
  ];
}
