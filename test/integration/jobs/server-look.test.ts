import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { saveCertificate } from '../../../demo/standins/powershell/certificate-store.ts';
import { changeServerFile } from '../../../demo/standins/powershell/server-file.ts';
import { readSettings } from '../../../demo/standins/powershell/settings.ts';
import { signServerReport } from '../../../src/contracts/fleet/server-report.ts';
import { createSigningKey, publicSigningKey, type SigningJwk } from '../../../src/contracts/trust/signing.ts';
import { createServerLook, type ServerLook } from '../../../src/jobs/drift-watch/server-look.ts';
import { createRedisKeys, type RedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { type ReportContext, reportServer } from '../../../src/runners/report/report-server.ts';
import { onboardedRow } from '../../../src/runs/board.ts';
import { RunnerRegistry } from '../../../src/runs/fleet/runner-registry.ts';
import { acceptedRecord } from '../../support/accepted-record.ts';
import { makeConfig } from '../../support/bot-config.ts';
import { createInProcessPowerShell } from '../../support/in-process-powershell.ts';
import { MID_ACCOUNT } from '../../support/mid-server.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { makeRequest } from '../../support/run-request.ts';
import { FRESH, THUMBPRINT } from '../../support/step-outputs.ts';

const HOUR = 3_600_000;
const logger = pino({ level: 'silent' });
const signal = new AbortController().signal;
const access = [
  { sid: 'S-1-5-18', identity: 'NT AUTHORITY\\SYSTEM', rights: 'FullControl' },
  { sid: 'S-1-5-21-1', identity: MID_ACCOUNT, rights: 'Read' },
];

let redis: Redis;
let redisKeys: RedisKeys;
let folder: string;
let runnerKey: SigningJwk;
let context: ReportContext;
let look: ServerLook;
let tenantId: string;
const at = { now: 0 };

function hold(changes = {}): void {
  saveCertificate(folder, {
    thumbprint: THUMBPRINT,
    friendlyName: `exo-cba fabrikam ${tenantId}`,
    certificatePem: '',
    privateKeyPem: '',
    provider: 'CSP',
    exportable: true,
    notBefore: '2026-11-24T09:00:00.000Z',
    notAfter: '2027-11-24T09:00:00.000Z',
    access,
    ...changes,
  });
}

/** A tenant that was onboarded on mid1 and mid2, and the real runner's look at mid2. */
beforeEach(async () => {
  redis = new Redis(inject('redisUrl'));
  redisKeys = createRedisKeys(`servers-${randomUUID()}`);
  folder = mkdtempSync(join(tmpdir(), 'exo-server-look-'));
  const [orchestrator, key] = await Promise.all([createSigningKey(), createSigningKey()]);
  runnerKey = key;
  const runners = new RunnerRegistry(redis, redisKeys, [publicSigningKey(orchestrator)], logger);
  const driver = new RunDriver(makeRequest(), {
    ...FRESH,
    'grant-key-access': { account: MID_ACCOUNT, sid: 'S-1-5-21-1', changed: true, access },
  });
  driver.complete();
  const row = onboardedRow(driver.run, driver.now);
  if (!row) throw new Error('the onboarding left nothing');
  tenantId = row.tenantId;
  at.now = driver.now + HOUR;
  for (const id of ['mid1-elevated', 'mid1-connect', 'mid2-elevated', 'mid2-connect']) {
    await runners.write(await acceptedRecord(id, { signKey: publicSigningKey(runnerKey) }), orchestrator);
    await beat(id);
  }
  const settings = readSettings({
    EXO_STANDIN_STATE: folder,
    EXO_STANDIN_SERVER: 'mid2',
    EXO_STANDIN_ACCOUNT: 'LocalSystem',
    EXO_STANDIN_URL: 'http://127.0.0.1:9',
  });
  context = {
    redis,
    redisKeys,
    runner: 'mid2-elevated',
    capabilities: ['elevated'],
    signingKey: runnerKey,
    powershell: createInProcessPowerShell(settings, logger),
    logger,
    now: () => at.now,
  };
  const store = { get: async () => driver.run, onboarded: async () => [row] };
  look = createServerLook({ redis, redisKeys, store, runners, config: makeConfig(), now: () => at.now });
});
afterEach(() => {
  redis.disconnect();
  rmSync(folder, { recursive: true, force: true });
});

async function beat(id: string): Promise<void> {
  const value = { at: new Date(at.now).toISOString(), server: 'mid2', version: '1', node: 'v24' };
  await redis.set(redisKeys.heartbeat(id), JSON.stringify(value));
}

/** What jobs finds after the runner looked. */
async function found(): Promise<string[]> {
  await reportServer(context, signal);
  return (await look(tenantId)).map(({ id }) => id);
}

test('a server on which nothing changed is as the onboarding left it', async () => {
  hold();
  expect(await found()).toEqual([]);
});

test.each([
  ['the certificate is gone', () => undefined, [`key-gone mid2 ${THUMBPRINT}`]],
  [
    'the service account may not read the key',
    () => hold({ access: access.slice(0, 1) }),
    [`key-access-lost mid2 ${THUMBPRINT}`],
  ],
  [
    'somebody else may read the key',
    () => hold({ access: [...access, { sid: 'S-1-5-21-9', identity: 'CORP\\jim', rights: 'Read' }] }),
    [`key-reader mid2 ${THUMBPRINT} S-1-5-21-9`],
  ],
  [
    'the module is too old',
    () => {
      hold();
      changeServerFile(folder, { exchangeModuleVersion: '3.1.0' });
    },
    ['module mid2 3.1.0'],
  ],
])('it is found that %s', async (_what, change, ids) => {
  change();
  expect(await found()).toEqual(ids);
});

test('a runner that was not seen for a day is found away, and only then', async () => {
  hold();
  await reportServer(context, signal);
  at.now += 23 * HOUR;
  expect(await look(tenantId)).toEqual([]);

  at.now += 2 * HOUR;
  expect((await look(tenantId)).map(({ id }) => id)).toEqual([
    'runner-away mid1 mid1-elevated mid1-connect',
    'runner-away mid2 mid2-elevated mid2-connect',
  ]);
});

test('a report without measure is not read, nor a sign of life without one', async () => {
  hold();
  const certificates = Array.from({ length: 1500 }, () => ({
    thumbprint: THUMBPRINT,
    key: 'ok' as const,
    readers: Array.from({ length: 10 }, () => ({ sid: 'S-1-5-18', identity: 'x'.repeat(300) })),
  }));
  const facts = {
    exchangeModuleVersion: null,
    certificates,
    runner: 'mid2-elevated',
    at: new Date(at.now).toISOString(),
  };
  await redis.set(redisKeys.serverReport('mid2-elevated'), await signServerReport(facts, runnerKey));
  await redis.set(redisKeys.heartbeat('mid2-connect'), `{"at":"${'x'.repeat(5_000_000)}"}`);
  const before = redis.stream.bytesRead;

  const findings = await look(tenantId);

  expect(redis.stream.bytesRead - before).toBeLessThan(5_000_000);
  expect(findings.map(({ id }) => id)).toEqual(['runner-away mid2 mid2-connect']);
});

test('a report that somebody else signed, that is about another server, or is older than the onboarding says nothing', async () => {
  const stranger = await createSigningKey();
  await reportServer({ ...context, signingKey: stranger }, signal);
  expect(await look(tenantId)).toEqual([]);

  await reportServer({ ...context, runner: 'mid1-elevated' }, signal);
  const text = await redis.get(redisKeys.serverReport('mid1-elevated'));
  await redis.del(redisKeys.serverReport('mid1-elevated'));
  await redis.set(redisKeys.serverReport('mid2-elevated'), text ?? '');
  expect(await look(tenantId)).toEqual([]);

  at.now -= 2 * HOUR;
  await reportServer(context, signal);
  at.now += 2 * HOUR;
  expect(await look(tenantId)).toEqual([]);
});

test('a runner that makes something else of its keys hides itself alone', async () => {
  hold();
  await reportServer(context, signal);
  for (const key of [redisKeys.heartbeat('mid1-connect'), redisKeys.serverReport('mid1-elevated')]) {
    await redis.del(key);
    await redis.rpush(key, 'x');
  }

  expect((await look(tenantId)).map(({ id }) => id)).toEqual(['runner-away mid1 mid1-connect']);
});
