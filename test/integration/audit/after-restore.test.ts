import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createSigningKey, type SigningJwk } from '../../../src/contracts/trust/signing.ts';
import { releaseRolledBack } from '../../../src/jobs/audit/after-restore.ts';
import { createRecordSeal } from '../../../src/process/records/record-seal.ts';
import { createRedisKeys, type RedisKeys } from '../../../src/process/redis/redis-keys.ts';
import type { RunStore } from '../../../src/runs/store/store.ts';
import { openAudit } from '../../support/audit.ts';
import { MIA, makeRequest, TENANT_ID } from '../../support/run-request.ts';
import { makeStore } from '../../support/store.ts';

const logger = pino({ level: 'silent' });
let redis: Redis;
let keys: RedisKeys;
let signingKey: SigningJwk;
let folder: string;
/** As the bot has it: it does not know the audit log. */
let bot: RunStore;

beforeEach(async () => {
  redis = new Redis(inject('redisUrl'));
  keys = createRedisKeys(`test-${randomUUID().slice(0, 8)}`);
  signingKey = await createSigningKey();
  folder = mkdtempSync(join(tmpdir(), 'exo-restore-'));
  bot = makeStore(redis, keys, signingKey).store;
});

afterEach(async () => {
  await forgetAll();
  redis.disconnect();
  rmSync(folder, { recursive: true, force: true });
});

async function forgetAll(): Promise<void> {
  const left = await redis.keys(`${keys.prefix}:*`);
  if (left.length > 0) await redis.del(left);
}

/** Everything of ours in Redis, as a backup has it. */
async function backUp(): Promise<Map<string, Buffer>> {
  const saved = new Map<string, Buffer>();
  for (const key of await redis.keys(`${keys.prefix}:*`)) {
    const value = await redis.dumpBuffer(key);
    if (value) saved.set(key, value);
  }
  return saved;
}

async function restore(saved: ReadonlyMap<string, Buffer>): Promise<void> {
  await forgetAll();
  for (const [key, value] of saved) await redis.restore(key, 0, value);
}

/** A jobs process that starts: it reads its audit log, writes down what waits, and looks at what was restored. */
async function startJobs() {
  const audit = await openAudit({ redis, keys, signingKey }, join(folder, 'audit.jsonl'));
  await audit.log.drain();
  await releaseRolledBack({ redis, keys, runs: bot, index: audit.index, logger });
  return audit;
}

describe('Redis that was restored to an earlier moment than the audit log', () => {
  it('gives the tenant free, and its next run a number that was never given', async () => {
    const first = await bot.create(makeRequest());
    await (await startJobs()).log[Symbol.asyncDispose]();
    const saved = await backUp();
    await bot.apply(first.id, { type: 'cancel', by: MIA });
    const second = await bot.create(makeRequest());
    await bot.apply(second.id, { type: 'cancel', by: MIA });
    await (await startJobs()).log[Symbol.asyncDispose]();

    await restore(saved);
    expect(await bot.openRun(TENANT_ID)).toBe(first.id);
    const jobs = await startJobs();

    expect(await bot.openRun(TENANT_ID)).toBeUndefined();
    const third = await bot.create(makeRequest());
    expect(third.id).toBe('contoso-3');
    expect((await jobs.store.read(third.id))?.ok).toBe(true);
    await jobs.log.drain();
    expect((await jobs.store.read(first.id))?.ok).toBe(false);
    await jobs.log[Symbol.asyncDispose]();
  });

  it('ends the run where people look, and says that it was the restore', async () => {
    const run = await bot.create(makeRequest());
    await (await startJobs()).log[Symbol.asyncDispose]();
    const saved = await backUp();
    await bot.apply(run.id, { type: 'begun' });
    await bot.apply(run.id, { type: 'cancel', by: MIA });
    await (await startJobs()).log[Symbol.asyncDispose]();

    await restore(saved);
    const jobs = await startJobs();

    expect(await bot.get(run.id)).toMatchObject({ state: 'cancelled', closedBy: { name: 'the restore of Redis' } });
    await jobs.log.drain();
    expect((await jobs.store.read(run.id))?.ok, 'nobody believes it').toBe(false);
    await jobs.log[Symbol.asyncDispose]();
  });

  it('leaves a run alone that this release cannot read: a newer one can', async () => {
    const run = await bot.create(makeRequest());
    await (await startJobs()).log[Symbol.asyncDispose]();
    const seal = createRecordSeal([signingKey]);
    await redis.hset(keys.run(run.id), 'doc', seal.protect(`run ${run.id}`, JSON.stringify({ v: 99 })));

    const jobs = await startJobs();

    expect(await bot.openRun(TENANT_ID)).toBe(run.id);
    await jobs.log[Symbol.asyncDispose]();
  });

  it('leaves a run alone that is as the log knows it', async () => {
    const run = await bot.create(makeRequest());
    const jobs = await startJobs();

    expect(await bot.openRun(TENANT_ID)).toBe(run.id);
    await jobs.log[Symbol.asyncDispose]();
  });
});
