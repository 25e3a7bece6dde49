import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { createSigningKey, publicSigningKey, type SigningJwk } from '../../../src/contracts/trust/signing.ts';
import { createRefusalLog, requireAudit } from '../../../src/jobs/audit/privileges.ts';
import { approvalOutdated } from '../../../src/jobs/guard/refusals.ts';
import { AUDIT, AUDIT_CONTEXT } from '../../../src/process/audit/entry.ts';
import { type AuditQueue, createAuditQueue } from '../../../src/process/audit/queue.ts';
import { createRedisKeys, type RedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { RUN } from '../../../src/runs/records/run.ts';
import type { RunStore } from '../../../src/runs/store/store.ts';
import { linesOf, openAudit } from '../../support/audit.ts';
import { jobRef } from '../../support/job-ref.ts';
import { MIA, makeRequest, TENANT_ID } from '../../support/run-request.ts';
import { makeStore } from '../../support/store.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..', '..');
const ROLE = {
  kind: 'assign-role',
  applicationId: '3d2f0c1e-0000-4000-8000-000000000001',
  servicePrincipalId: '3d2f0c1e-0000-4000-8000-000000000003',
} as const;
const NOTHING = { run: null, version: null, tenant: null, who: null };
let redis: Redis;
let keys: RedisKeys;
let signingKey: SigningJwk;
let folder: string;
let path: string;
/** As the bot has it: it does not know the audit log. */
let bot: RunStore;

beforeEach(async () => {
  redis = new Redis(inject('redisUrl'));
  keys = createRedisKeys(`test-${randomUUID().slice(0, 8)}`);
  signingKey = await createSigningKey();
  folder = mkdtempSync(join(tmpdir(), 'exo-audit-'));
  path = join(folder, 'audit.jsonl');
  bot = makeStore(redis, keys, signingKey).store;
});
afterEach(async () => {
  const left = await redis.keys(`${keys.prefix}:*`);
  if (left.length > 0) await redis.del(left);
  redis.disconnect();
  rmSync(folder, { recursive: true, force: true });
});

const open = (file = path, change?: (queue: AuditQueue) => AuditQueue) =>
  openAudit({ redis, keys, signingKey }, file, change);

const started = (id: string, step: string) => bot.apply(id, { type: 'step-started', step, attempt: 1 });
const cancelled = (id: string) => bot.apply(id, { type: 'cancel', by: MIA });

/** `npm run audit:verify`, with the Redis of the test. */
async function verify(file: string): Promise<{ code: number; output: string }> {
  const keyFile = join(folder, 'orchestrator.pub.json');
  writeFileSync(keyFile, JSON.stringify(publicSigningKey(signingKey)));
  const env = { ...process.env, REDIS_URL: inject('redisUrl'), EXO_NAMESPACE: keys.prefix.slice(1, -1) };
  const args = ['scripts/audit-verify.ts', file, '--key', keyFile];
  try {
    return { code: 0, output: (await run(process.execPath, args, { cwd: ROOT, env })).stdout };
  } catch (error) {
    const { code, stdout } = z.object({ code: z.number(), stdout: z.string() }).parse(error);
    return { code, output: stdout };
  }
}

describe('the audit log', () => {
  test('has every change of a run, who and what, in order, and passes its check', async () => {
    const { log } = await open();
    const { id } = await bot.create(makeRequest());
    await cancelled(id);

    await log.drain();
    await log.append({ ...NOTHING, what: 'runner accepted', runner: 'mid1', generation: 2 });
    await log[Symbol.asyncDispose]();

    const who = { id: MIA.id, name: MIA.name };
    expect(linesOf(path).filter(({ head }) => head === undefined)).toMatchObject([
      { seq: 1, prev: '', what: 'log begun' },
      { run: id, version: 1, who, what: 'asked' },
      { run: id, version: 2, who, what: 'cancelled', final: true },
      { what: 'runner accepted', runner: 'mid1', generation: 2 },
    ]);
    expect(linesOf(path).at(-1)).toHaveProperty('head');
    expect(await redis.llen(keys.audit)).toBe(0);
    expect(await verify(path)).toMatchObject({ code: 0, output: expect.stringContaining('nothing was changed') });
  });

  test('neither loses nor doubles a line when jobs dies between writing it down and taking it from the queue', async () => {
    const dying = await open(path, (queue) => ({ ...queue, drop: () => Promise.reject(new Error('killed')) }));
    await bot.create(makeRequest());
    await expect(dying.log.drain()).rejects.toThrow('killed');
    expect(await redis.llen(keys.audit)).toBe(1);

    const next = await open();
    await next.log.drain();

    expect(linesOf(path).filter(({ what }) => what === 'asked')).toHaveLength(1);
    expect(await redis.llen(keys.audit)).toBe(0);
  });

  test('has each line once when jobs is killed (-9) between writing it down and taking it from the queue', async () => {
    const { id } = await bot.create(makeRequest());
    await cancelled(id);
    const keyFile = join(folder, 'orchestrator.json');
    writeFileSync(keyFile, JSON.stringify(signingKey));
    const script = join(ROOT, 'test', 'support', 'drain-until-written.ts');
    const dying = spawn(process.execPath, [script, inject('redisUrl'), keys.prefix.slice(1, -1), keyFile, path]);

    const [said] = await once(dying.stdout, 'data');
    dying.kill('SIGKILL');
    const [, signal] = await once(dying, 'exit');

    expect([String(said), signal]).toEqual(['written\n', 'SIGKILL']);
    expect(linesOf(path).map(({ what }) => what)).toContain('cancelled');
    expect(await redis.llen(keys.audit)).toBe(2);

    // A privilege does not wait for a person because another process died with the log in its hands.
    const next = await open();
    await requireAudit(next.log);
    await next.log[Symbol.asyncDispose]();

    expect(await redis.llen(keys.audit)).toBe(0);
    expect(linesOf(path).flatMap((line) => (line['run'] === id ? [line['what']] : []))).toEqual(['asked', 'cancelled']);
    expect(await verify(path)).toMatchObject({ code: 0, output: expect.stringContaining('nothing was changed') });
  });

  test('goes on after a line that was not written to its end', async () => {
    const { log } = await open();
    await log[Symbol.asyncDispose]();
    appendFileSync(path, '{"seq":3,"pre');

    const again = await open();
    await again.log.append({ ...NOTHING, what: 'went on' });
    await again.log[Symbol.asyncDispose]();

    expect(await verify(path)).toMatchObject({ code: 0 });
    expect(linesOf(path).some(({ what }) => what === 'went on')).toBe(true);
  });

  test('whose file cannot be written stops what needs it, tells why, and loses nothing', async () => {
    const { log } = await open();
    appendFileSync(path, 'x\n');
    await bot.create(makeRequest());

    await expect(requireAudit(log)).rejects.toMatchObject({
      error: {
        kind: 'person',
        code: 'audit-unavailable',
        message: expect.stringContaining('somebody else writes to it'),
      },
    });
    expect(await redis.llen(keys.audit)).toBe(1);

    // Mended, it goes on.
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -2));
    await requireAudit(log);
    expect(await redis.llen(keys.audit)).toBe(0);
  });

  test('on a full disk keeps whole lines only', async () => {
    const script = join(ROOT, 'test/support/fill-audit-file.ts');
    const { stdout } = await run('bash', ['-c', 'ulimit -f 8; exec "$0" "$@"', process.execPath, script, path]);
    const { taken, code } = z.object({ taken: z.number(), code: z.string() }).parse(JSON.parse(stdout));

    expect(code).toBe('audit-unavailable');
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    expect(lines).toHaveLength(taken);
    expect(lines.every((line) => line.length > 300)).toBe(true);
  });

  test('lets each job use a privilege once, also after a restart', async () => {
    const use = { ...NOTHING, run: 'contoso-1', tenant: 't', what: 'privilege used' };
    const first = await open();
    expect(await first.log.usePrivilege('contoso-1.grant-consent.1', use)).toBe(true);
    await first.log[Symbol.asyncDispose]();

    const { log } = await open();
    expect(await log.usePrivilege('contoso-1.grant-consent.1', use)).toBe(false);
    expect(await log.usePrivilege('contoso-1.grant-consent.2', use)).toBe(true);
  });

  test('has one line for each attempt to use a privilege that was refused: who, what, where and why', async () => {
    const { log } = await open();
    const refused = createRefusalLog(log, pino({ level: 'silent' }));
    const { error } = approvalOutdated('the approval by Jon Berg counted until 12:00');
    const refusal = {
      job: jobRef(),
      privilege: { ...ROLE, tenantId: TENANT_ID },
      error,
      subject: 'hash',
      by: MIA,
    } as const;

    await refused(refusal);
    await refused(refusal);
    await refused({ ...refusal, job: { ...refusal.job, attempt: 2, id: 'contoso-1.assign-role.2' } });

    const lines = linesOf(path).filter(({ what }) => what === 'privilege refused');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      run: refusal.job.run,
      tenant: TENANT_ID,
      who: { id: MIA.id, name: MIA.name },
      step: refusal.job.step,
      attempt: 1,
      subject: 'hash',
      detail: expect.stringMatching(/^assign-role approval-outdated: Nothing was written: .* 12:00/),
    });
    // The attempt has used nothing: it may be approved yet.
    expect(await log.usePrivilege(refusal.job.id, { ...NOTHING, what: 'privilege used' })).toBe(true);
  });

  test('that cannot be written does not turn a refusal into anything else', async () => {
    const { log } = await open();
    appendFileSync(path, 'x\n');
    const { error } = approvalOutdated('the approval counted until 12:00');

    await createRefusalLog(
      log,
      pino({ level: 'silent' }),
    )({
      job: jobRef(),
      privilege: { ...ROLE, tenantId: TENANT_ID },
      error,
    });

    expect(readFileSync(path, 'utf8')).not.toContain('privilege refused');
  });

  test('takes from nobody else which privileges were used and which records of runners are the newest', async () => {
    const { log, index } = await open();
    const { records } = makeStore(redis, keys, signingKey);
    const queue = createAuditQueue(redis, keys, records);
    const forged = { ...NOTHING, at: Date.now(), what: 'x' };
    await queue.add({ ...forged, id: 'a', job: 'contoso-1.assign-role.1' });
    await queue.add({ ...forged, id: 'b', runner: 'mid1-elevated', generation: 1_000_000 });

    await log.drain();

    expect(index.wasUsed('contoso-1.assign-role.1')).toBe(false);
    expect(index.generation('mid1-elevated')).toBeUndefined();
    expect(linesOf(path).filter(({ what }) => what === 'entry not believed')).toHaveLength(2);
  });

  test('has what a newer version wrote, after going back from it, as far as it is known and word for word', async () => {
    const { log, index } = await open();
    const { records } = makeStore(redis, keys, signingKey);
    const write = (entry: Record<string, unknown>) =>
      redis.rpush(
        keys.audit,
        records.seal({ v: AUDIT.v + 1, schema: z.unknown(), upgrades: [] }, AUDIT_CONTEXT, entry),
      );
    const asked = {
      ...NOTHING,
      id: 'n1',
      at: 1,
      run: 'contoso-1',
      version: 3,
      what: 'asked',
      why: 'of the newer version',
    };
    await write(asked);
    await write({ id: 'n2', instead: 'of everything' });
    await write({ ...asked, id: 'n3', job: 'contoso-1.assign-role.1' });

    await log.drain();

    const lines = linesOf(path).filter(({ head }) => head === undefined);
    expect(lines.slice(1)).toMatchObject([
      {
        id: 'n1',
        at: 1,
        run: 'contoso-1',
        version: 3,
        what: 'asked',
        detail: JSON.stringify({ v: AUDIT.v + 1, ...asked }),
      },
      { what: 'entry of a newer version', detail: expect.stringContaining('of everything') },
      { what: 'entry not believed', run: null },
    ]);
    expect(index.newest('contoso-1')).toMatchObject({ version: 3 });
    expect(index.wasUsed('contoso-1.assign-role.1')).toBe(false);
    expect(await redis.llen(keys.audit)).toBe(0);
  });

  test('of two processes is two files, which have each entry once between them', async () => {
    const other = join(folder, 'other.jsonl');
    const [one, two] = [await open(), await open(other)];
    for (const label of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const id = `7c1d0a52-3b7e-4c55-9a10-00000000000${label}`;
      const request = makeRequest({ tenant: { id, domain: `${label}.com`, label, cloud: 'global' } });
      await Promise.all([bot.create(request), one.log.drain(), two.log.drain()]);
    }
    await Promise.all([one.log.drain({ wait: true }), two.log.drain({ wait: true })]);

    const asked = [...linesOf(path), ...linesOf(other)].filter(({ what }) => what === 'asked');
    expect(asked.map((line) => line['run']).sort()).toEqual(['a-1', 'b-1', 'c-1', 'd-1', 'e-1', 'f-1']);
  });
});

describe('a file that somebody changed', () => {
  test.each([
    ['a line removed', (lines: string[]) => lines.toSpliced(2, 1)],
    ['a line changed', (lines: string[]) => lines.with(2, (lines[2] ?? '').replace('asked', 'taken'))],
    ['lines reordered', (lines: string[]) => lines.with(2, lines[3] ?? '').with(3, lines[2] ?? '')],
    ['a line inserted', (lines: string[]) => lines.toSpliced(3, 0, lines[2] ?? '')],
    ['the end cut off', (lines: string[]) => lines.slice(0, 3)],
  ])('(%s) is found by the check, and jobs does not go on with it', async (_, tamper) => {
    const { log } = await open();
    const { id } = await bot.create(makeRequest());
    await cancelled(id);
    await log.drain();
    await log[Symbol.asyncDispose]();
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    writeFileSync(path, `${tamper(lines).join('\n')}\n`);

    expect(await verify(path)).toMatchObject({ code: 1, output: expect.stringMatching(/^line \d+: /) });
    await expect(open()).rejects.toMatchObject({
      code: 'configuration',
      advice: expect.stringContaining('set EXO_AUDIT_FILE to a new file'),
    });
  });
});

describe('a run that was put back in Redis', () => {
  const docOf = (id: string) => redis.hgetall(keys.run(id));

  test.each([
    ['to before Cancel', cancelled],
    ['to before its last step', (id: string) => started(id, 'check-tenant')],
  ])('%s is set aside and never acted on', async (_, change) => {
    const { log, store, quarantine } = await open();
    const { id } = await bot.create(makeRequest());
    const old = await docOf(id);
    await change(id);
    await log.drain();

    await redis.hset(keys.run(id), old);

    const why = expect.stringContaining('the audit log knows version 2');
    expect(await store.read(id)).toMatchObject({ ok: false, why });
    expect(await store.apply(id, { type: 'cancel', by: MIA })).toBeUndefined();
    // The bot, which does not know the log, may read it; the note stays.
    await bot.get(id);
    expect((await quarantine.read()).entries).toMatchObject([{ where: `rolled-back ${id}` }]);
  });

  test('is not believed when it was over and somebody with the seal key goes on from there', async () => {
    const { log, store } = await open();
    const { id } = await bot.create(makeRequest());
    const open_ = await bot.get(id);
    await cancelled(id);
    await log.drain();
    if (!open_) throw new Error('no run');

    const revived = { ...open_, version: 3 };
    const { records } = makeStore(redis, keys, signingKey);
    await redis.hset(keys.run(id), { doc: records.seal(RUN, `run ${id}`, revived), version: '3' });

    const why = expect.stringContaining('it was over with version 2');
    expect(await store.read(id)).toMatchObject({ ok: false, why });

    // Nor when the thief writes lines for the log as well.
    const line = { id: `${id}.3.forged.0`, at: Date.now(), run: id, version: 3, tenant: null, who: null, what: 'x' };
    await createAuditQueue(redis, keys, records).add(line);
    await log.drain();
    expect(await store.read(id)).toMatchObject({ ok: false });
  });

  test('stays set aside after a restart of jobs', async () => {
    const { log } = await open();
    const { id } = await bot.create(makeRequest());
    const old = await docOf(id);
    await cancelled(id);
    await log.drain();
    await log[Symbol.asyncDispose]();

    await redis.hset(keys.run(id), old);

    expect(await (await open()).store.read(id)).toMatchObject({ ok: false });
  });

  test('is not believed either when it goes on from there, past the version that was known', async () => {
    const { log, store } = await open();
    const { id } = await bot.create(makeRequest());
    const old = await docOf(id);
    await cancelled(id);
    await log.drain();
    await redis.hset(keys.run(id), old);

    for (const step of ['check-tenant', 'check-server@mid1', 'check-server@mid2']) await started(id, step);
    await log.drain();

    expect((await bot.get(id))?.version).toBe(4);
    expect(await store.read(id)).toMatchObject({ ok: false, why: expect.stringContaining('was put back and went on') });
  });

  test('cannot hide a decision: an entry that was taken out of the queue is a missing version', async () => {
    const { log } = await open();
    const { id } = await bot.create(makeRequest());
    await log.drain();
    await started(id, 'check-tenant');
    await redis.del(keys.audit);
    await cancelled(id);
    await log.drain();
    await log[Symbol.asyncDispose]();

    const output = expect.stringContaining(`version 2 of ${id} never came here`);
    expect(await verify(path)).toMatchObject({ code: 1, output });
  });
});
