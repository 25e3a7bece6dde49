import { createHash, randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { toKeyCredential } from '../../../demo/standins/entra/state/certificate.ts';
import { NO_FAULTS } from '../../../demo/standins/entra/wire/faults.ts';
import type { Drift } from '../../../src/contracts/steps/cloud/drift.ts';
import { createSealKey, type SealJwk } from '../../../src/contracts/trust/seal-key.ts';
import type { Graph } from '../../../src/graph/client.ts';
import { createDriftWatch, type DriftWatch } from '../../../src/jobs/drift-watch/watch.ts';
import { createDueLook } from '../../../src/jobs/due/look-at-due.ts';
import { createRedisKeys } from '../../../src/process/redis/redis-keys.ts';
import type { OnboardedRow } from '../../../src/runs/board.ts';
import { onboardedRow } from '../../../src/runs/board.ts';
import { accept, driftHash } from '../../../src/runs/drift/acceptances.ts';
import { createDueList } from '../../../src/runs/due/due-list.ts';
import { makeConfig } from '../../support/bot-config.ts';
import {
  type Customer,
  certificateInput,
  createCustomer,
  DEPLOYMENT_KEY,
  graphAt,
  heldApplication,
  registerBoth,
} from '../../support/cloud-steps.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../../support/entra.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { JON, makeRequest } from '../../support/run-request.ts';
import { makeStore } from '../../support/store.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const START = Date.parse('2026-11-25T09:00:00.000Z');

let entra: TestEntra;
let graph: Graph;
let customer: Customer;
let row: OnboardedRow;
let redis: Redis;
let sealKey: SealJwk;
let watch: DriftWatch | undefined;
const own = createClientCertificate('exo-cba');

beforeAll(async () => {
  entra = await startTestEntra({ pageSize: 100 });
  graph = graphAt(entra, TEST_SECRET);
  sealKey = await createSealKey();
});
afterAll(() => entra.close());

/** A tenant as an onboarding leaves it, and its row. */
beforeEach(async () => {
  redis = new Redis(inject('redisUrl'));
  customer = createCustomer(entra, graph);
  const registered = await registerBoth(customer);
  const given = { ...customer.target, ...registered };
  await customer.run('grant-consent', { ...given, permissions: [...makeRequest().permissions] });
  await customer.run('assign-role', given);
  await customer.run('attach-certificate', { ...given, ...certificateInput(customer, own) });
  const driver = new RunDriver(makeRequest({ deploymentKey: DEPLOYMENT_KEY }));
  driver.complete();
  const left = onboardedRow(driver.run, START);
  if (!left) throw new Error('the onboarding left nothing');
  row = { ...left, tenantId: customer.id, appId: registered.appId, thumbprint: own.thumbprint };
});
afterEach(async () => {
  await watch?.[Symbol.asyncDispose]();
  redis.disconnect();
});

/** What the jobs process does with so many tenants, all of them answered by the one that there is. */
function fleetOf(tenants: number) {
  const keys = createRedisKeys(`watch-${randomUUID()}`);
  const at = { now: START };
  const now = () => at.now;
  const { store, records: sealed } = makeStore(redis, keys, sealKey, { now });
  const onboarding = new RunDriver(makeRequest());
  onboarding.complete();
  const rows = Array.from({ length: tenants }, (_, index) => ({
    ...row,
    ...(index > 0 ? { tenantId: randomUUID(), label: `tenant${index}` } : {}),
  }));
  const held = {
    onboarded: async () => rows,
    get: async () => onboarding.run,
    openRun: async () => undefined,
    suspended: async () => new Map(),
    create: store.create.bind(store),
  };
  const due = createDueList(redis, keys);
  const logger = pino({ level: 'silent' });
  const looked: string[] = [];
  const answering: Graph = {
    forTenant(id, cloud, signal) {
      looked.push(id);
      return graph.forTenant(customer.id, cloud, signal);
    },
  };
  const found: Drift[] = [];
  const lookAtServers = async () => found;
  const context = {
    redis,
    keys,
    sealed,
    store: held,
    due,
    lookAtServers,
    graph: answering,
    config: makeConfig(),
    logger,
    now,
  };
  const watching = createDriftWatch(context);
  watch = watching;
  const none = { entryOf: () => undefined, settle: async () => undefined };
  const look = createDueLook({ store: held, due, works: { renewal: none, watch: watching }, now });
  /** A day, in steps of a quarter of an hour. */
  const day = async (ms = DAY) => {
    for (const end = at.now + ms; at.now < end; at.now += 900_000) {
      await look();
      await watching.idle();
    }
  };
  const runs = async () => (await redis.keys(`${keys.prefix}:run:*`)).map((key) => key.split(':').at(-1)).toSorted();
  return { keys, sealed, day, runs, looked, store, found };
}

const driftInput = () => ({
  ...customer.target,
  deploymentKey: DEPLOYMENT_KEY,
  displayName: row.label,
  appId: row.appId,
  certificates: [row.thumbprint],
  permissions: [...makeRequest().permissions],
  known: [],
  suspended: false,
});

const requests = () => entra.log.entries.filter(({ path, inBatch }) => !inBatch && path.startsWith('/v1.0')).length;

test('50 tenants in which nothing changed: each is looked at once a day with 2 requests, and nobody hears of it', async () => {
  const fleet = fleetOf(50);
  const before = requests();

  // The first look comes an hour after the onboarding at the earliest.
  await fleet.day(DAY + 2 * 3_600_000);

  expect(new Set(fleet.looked).size).toBe(50);
  expect(fleet.looked.length).toBeLessThan(65);
  expect(requests() - before).toBe(2 * fleet.looked.length);
  expect(await fleet.runs()).toEqual([]);
  expect((await redis.hkeys(fleet.keys.watched)).filter((each) => !each.startsWith('server '))).toHaveLength(50);
});

test('a change is told once, another one again, and the first one again when it comes back', async () => {
  const fleet = fleetOf(1);
  const application = heldApplication(customer);
  const add = (name: string) => {
    const credential = { ...toKeyCredential(createClientCertificate(name).der), displayName: name };
    application.keyCredentials.push(credential);
    return credential;
  };
  const backup = add('backup-tool');
  await fleet.day();
  await fleet.day();
  const [first = '', ...rest] = await fleet.runs();
  expect(rest).toEqual([]);
  expect((await fleet.store.get(first))?.request).toMatchObject({ kind: 'check', place: { after: {} } });

  add('another');
  await fleet.day();
  expect(await fleet.runs()).toHaveLength(2);

  application.keyCredentials = application.keyCredentials.filter(({ keyId }) => keyId !== backup.keyId);
  await fleet.day();
  await fleet.day();
  expect(await fleet.runs()).toHaveLength(2);

  application.keyCredentials.push(backup);
  await fleet.day();
  expect(await fleet.runs()).toHaveLength(3);
});

test('what is wrong with a MID server is told once, not in every tenant that it works for, and again when it comes back', async () => {
  const fleet = fleetOf(3);
  const away: Drift = {
    kind: 'server',
    id: 'runner-away mid2 mid2-connect',
    grave: false,
    text: 'mid2-connect on mid2 has not been seen since yesterday.',
    advice: 'Start it.',
    mendable: false,
  };
  fleet.found.push(away);
  await fleet.day(DAY + 2 * HOUR);
  await fleet.day();
  expect(await fleet.runs()).toHaveLength(1);

  fleet.found.pop();
  await fleet.day();
  fleet.found.push(away);
  await fleet.day();
  expect(await fleet.runs()).toHaveLength(2);
});

test('a look that somebody put off for ever, and a change of which Redis says that it was told, are made and told', async () => {
  const fleet = fleetOf(1);
  const onboarding = await fleet.store.create(makeRequest());
  await fleet.day(HOUR / 4);
  await redis.zadd(fleet.keys.due, '+inf', `watch ${row.tenantId}`);
  heldApplication(customer).keyCredentials.push(toKeyCredential(createClientCertificate('backup').der));
  const { findings } = await customer.run('check-drift', driftInput());
  const codes = createHash('sha256').update(findings.map(driftHash).toSorted().join(' ')).digest('hex').slice(0, 16);
  await redis.set(fleet.keys.begun(`drift ${row.tenantId} 0 ${codes}`), onboarding.id);

  await fleet.day(DAY + 2 * HOUR);

  expect(await fleet.runs()).toEqual(['contoso-1', expect.stringMatching(/^contoso-check-/)]);
});

test('what somebody accepted is told when the time is over, and not before', async () => {
  const fleet = fleetOf(1);
  const credential = { ...toKeyCredential(createClientCertificate('backup').der), displayName: 'backup' };
  heldApplication(customer).keyCredentials.push(credential);
  const [finding] = (await customer.run('check-drift', driftInput())).findings.filter(
    ({ kind }) => kind === 'credential',
  );
  const acceptance = {
    tenantId: row.tenantId,
    code: driftHash({ id: finding?.id ?? '' }),
    text: finding?.text ?? '',
    by: { id: JON.id, name: JON.name },
    reason: 'CHG0031',
    at: START,
    until: START + 3 * DAY,
  };
  await accept({ redis, keys: fleet.keys, sealed: fleet.sealed }, 'contoso-check-1', acceptance);

  await fleet.day();
  await fleet.day();
  expect(await fleet.runs()).toEqual([]);

  await fleet.day();
  await fleet.day();
  expect(await fleet.runs()).toHaveLength(1);
});

test('a tenant that does not answer is tried again within hours, and the watch goes on', async () => {
  const fleet = fleetOf(1);
  entra.setFaults({ ...NO_FAULTS, fail: 1, failStatus: 400, pathContains: '$batch' });

  // Its turn may come late on the first day.
  await fleet.day(2 * DAY);

  expect(await redis.hexists(fleet.keys.watched, row.tenantId)).toBe(1);
  expect(await fleet.runs()).toEqual([]);
});

test('a tenant that lets exo look no more is told once, and again after it was lifted and came back', async () => {
  const fleet = fleetOf(1);
  const refuse = () => entra.setFaults({ ...NO_FAULTS, fail: 100_000, failStatus: 403, pathContains: '$batch' });

  refuse();
  await fleet.day(DAY + 2 * HOUR);
  await fleet.day(2 * HOUR);
  expect(await fleet.runs()).toHaveLength(1);

  entra.setFaults(NO_FAULTS);
  await fleet.day(2 * HOUR);
  expect(await fleet.runs()).toHaveLength(1);

  refuse();
  await fleet.day();
  entra.setFaults(NO_FAULTS);
  expect(await fleet.runs()).toHaveLength(2);
});
