import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createSigningKey, publicSigningKey, type SigningJwk } from '../../../src/contracts/trust/signing.ts';
import { startRetention } from '../../../src/jobs/retention/start.ts';
import { createStoredRuns } from '../../../src/jobs/retention/stored-runs.ts';
import { createTidy } from '../../../src/jobs/retention/tidy.ts';
import { verifyLines } from '../../../src/process/audit/verify.ts';
import { createRedisKeys, type RedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { boardRow, onboardedRow } from '../../../src/runs/board.ts';
import { BOARD, ONBOARDED } from '../../../src/runs/records/rows.ts';
import { RUN } from '../../../src/runs/records/run.ts';
import type { Run } from '../../../src/runs/run.ts';
import { linesOf, openAudit } from '../../support/audit.ts';
import { MIA, makeRequest } from '../../support/run-request.ts';
import { runAt, type Stage } from '../../support/runs.ts';
import { makeStore } from '../../support/store.ts';
import { until } from '../../support/until.ts';

const DAY_MS = 86_400_000;
const KEPT_FOR_MS = 400 * DAY_MS;
const LONG_AGO = Date.now() - 401 * DAY_MS;

let redis: Redis;
let keys: RedisKeys;
let signingKey: SigningJwk;
let folder: string;
let path: string;
let audit: Awaited<ReturnType<typeof openAudit>>;

beforeEach(async () => {
  redis = new Redis(inject('redisUrl'));
  keys = createRedisKeys(`test-${randomUUID().slice(0, 8)}`);
  signingKey = await createSigningKey();
  folder = mkdtempSync(join(tmpdir(), 'exo-retention-'));
  path = join(folder, 'audit.jsonl');
  audit = await openAudit({ redis, keys, signingKey }, path);
});

afterEach(async () => {
  await audit.log[Symbol.asyncDispose]();
  const left = await redis.keys(`${keys.prefix}:*`);
  if (left.length > 0) await redis.del(left);
  redis.disconnect();
  rmSync(folder, { recursive: true, force: true });
});

const world = (now = () => Date.now()) => makeStore(redis, keys, signingKey, { now });
const exists = async (id: string) => (await redis.exists(keys.run(id), keys.journal(id), keys.chat(id))) > 0;

/** One whole pass. */
async function tidy({ now = Date.now() } = {}): Promise<void> {
  const turn = createTidy({
    runs: createStoredRuns(redis, keys, world().seal),
    heads: audit.index,
    audit: audit.log,
    keptForMs: KEPT_FOR_MS,
    logger: pino({ level: 'silent' }),
    now: async () => now,
  });
  while (await turn());
}

/** A run that ended then, with journal and chat record, as commits leave it; the boards are not touched. */
async function put(id: string, { at = LONG_AGO, stage = 'finished' as Stage } = {}): Promise<Run> {
  const tenant = { ...makeRequest().tenant, label: id.replace(/-\d+$/, '') };
  const made = runAt(stage, { tenant });
  const run = { ...made, id, ...(made.finishedAt === undefined ? { createdAt: at } : { finishedAt: at }) };
  const { records } = world();
  await redis.hset(keys.run(id), { doc: records.seal(RUN, `run ${id}`, run), version: String(run.version) });
  await redis.rpush(keys.journal(id), 'a line');
  await redis.hset(keys.chat(id), 'drawn', 'a card');
  return run;
}

async function show(run: Run): Promise<void> {
  const { records } = world();
  const { id } = run.request.tenant;
  const row = onboardedRow(run, run.finishedAt ?? 0);
  await redis.hset(keys.board, id, records.seal(BOARD, `board ${id}`, boardRow(run, undefined, 0)));
  if (row) await redis.hset(keys.onboarded, id, records.seal(ONBOARDED, `onboarded ${id}`, row));
}

describe('runs that have been over for long', () => {
  it('go with their journals and chat records, and leave a line in the audit log', async () => {
    const { store } = world(() => LONG_AGO);
    const run = await store.create(makeRequest());
    await store.apply(run.id, { type: 'cancel', by: MIA });
    await show(await put('contoso-2', { at: Date.now() }));
    await redis.hset(keys.chat(run.id), 'drawn', 'a card');
    await audit.log.drain();

    await tidy();

    expect(await exists(run.id)).toBe(false);
    for (const marks of [keys.redrawNow, keys.redrawLater]) expect(await redis.zscore(marks, run.id)).toBeNull();
    expect(linesOf(path)).toContainEqual(
      expect.objectContaining({ what: 'run removed', run: run.id, version: null, who: null }),
    );
    const texts = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    expect((await verifyLines(texts, [publicSigningKey(signingKey)])).faults).toEqual([]);
  });

  it('do not go a day too early, nor by a clock that is years ahead of Redis', async () => {
    await put('contoso-1', { at: Date.now() - 399 * DAY_MS });
    await put('contoso-2', { at: Date.now() });
    const retention = startRetention({
      redis,
      keys,
      seal: world().seal,
      audit,
      config: { retention: { endedRunsForDays: 400 } },
      logger: pino({ level: 'silent' }),
      now: () => Date.now() + 10 * 365 * DAY_MS,
      pace: { turnMs: 1, restMs: 1 },
    });
    await put('contoso-0', { at: LONG_AGO });
    await until(async () => !(await exists('contoso-0')));
    await retention[Symbol.asyncDispose]();

    expect(await exists('contoso-1')).toBe(true);
    expect(await exists('contoso-2')).toBe(true);
  });

  it('are never those that are open, however old', async () => {
    const stages = ['working', 'approval', 'needs-person', 'consent', 'expired'] as const;
    for (const [index, stage] of stages.entries()) await put(`contoso-${index + 1}`, { stage });

    await tidy();

    for (const index of stages.keys()) expect(await exists(`contoso-${index + 1}`)).toBe(true);
  });

  it('are never the newest finished one of a tenant, even when the boards are lost', async () => {
    await put('contoso-1', { at: LONG_AGO - 2 });
    await put('contoso-2', { at: LONG_AGO - 1 });
    await put('contoso-3', { at: LONG_AGO, stage: 'cancelled' });
    await put('contoso-plan-4', { at: LONG_AGO, stage: 'plan-finished' });

    await tidy();

    const left = await Promise.all(['contoso-1', 'contoso-2', 'contoso-3', 'contoso-plan-4'].map(exists));
    expect(left).toEqual([false, true, false, false]);
  });

  it('are never one that the board or the hand-over names', async () => {
    await show(await put('contoso-1', { at: LONG_AGO }));
    await put('contoso-2', { at: Date.now() });

    await tidy();
    expect(await exists('contoso-1')).toBe(true);

    await redis.hset(keys.board, makeRequest().tenant.id, 'of a newer version');
    await redis.del(keys.onboarded);
    await tidy();
    expect(await exists('contoso-1'), 'a row that cannot be read may name it').toBe(true);
  });

  it('stay when they cannot be read, and nobody is told of it', async () => {
    await put('contoso-1');
    await put('contoso-2', { at: Date.now() });
    await redis.hset(keys.run('contoso-1'), 'doc', world().seal.protect('run contoso-1', JSON.stringify({ v: 99 })));

    await tidy();

    expect(await exists('contoso-1')).toBe(true);
    expect((await world().quarantine.read()).entries).toEqual([]);
  });
});

describe('the audit log and runs that went', () => {
  it('keeps a run whose end it does not have yet, and one that somebody put back', async () => {
    const { store } = world(() => LONG_AGO);
    const run = await store.create(makeRequest());
    await audit.log.drain();
    const early = (await redis.dumpBuffer(keys.run(run.id))) ?? Buffer.of();
    await store.apply(run.id, { type: 'cancel', by: MIA });

    await tidy();
    expect(await exists(run.id), 'its end waits in Redis').toBe(true);

    await audit.log.drain();
    await redis.restore(keys.run(run.id), 0, early, 'REPLACE');
    await tidy();
    expect(await exists(run.id), 'it was put back').toBe(true);
  });

  it('does not believe an earlier copy of a run that was removed, and gives its number to no other', async () => {
    const { store } = world(() => LONG_AGO);
    const run = await store.create(makeRequest());
    const early = (await redis.dumpBuffer(keys.run(run.id))) ?? Buffer.of();
    await store.apply(run.id, { type: 'cancel', by: MIA });
    await show(await put('contoso-2', { at: Date.now() }));
    await redis.set(keys.counter('contoso'), 2);
    await audit.log.drain();
    await tidy();
    expect(await audit.store.read(run.id)).toBeUndefined();

    await redis.restore(keys.run(run.id), 0, early);

    expect(await audit.store.read(run.id)).toMatchObject({ ok: false });
    expect((await store.create(makeRequest())).id).toBe('contoso-3');
  });

  it('removes nothing while it cannot be written', async () => {
    await put('contoso-1');
    await put('contoso-2', { at: Date.now() });
    const turn = createTidy({
      runs: createStoredRuns(redis, keys, world().seal),
      heads: audit.index,
      audit: { append: () => Promise.reject(new Error('The disk is full.')) },
      keptForMs: KEPT_FOR_MS,
      logger: pino({ level: 'silent' }),
      now: async () => Date.now(),
    });

    const pass = async () => {
      while (await turn());
    };
    await expect(pass()).rejects.toThrow('The disk is full.');

    expect(await exists('contoso-1')).toBe(true);
  });
});
