import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { watchDelivery } from '../../../src/bot/health/delivery-metrics.ts';
import { createSealKey } from '../../../src/contracts/trust/seal-key.ts';
import { watchFleet } from '../../../src/jobs/fleet-metrics.ts';
import { createMetrics, type Metrics } from '../../../src/process/metrics/metrics.ts';
import { stops, warning } from '../../../src/process/readiness/condition.ts';
import { startReadiness } from '../../../src/process/readiness/readiness.ts';
import { createRedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { RunnerRegistry } from '../../../src/runs/fleet/runner-registry.ts';
import { BOARD, ONBOARDED } from '../../../src/runs/records/rows.ts';
import { fires, readAlerts, readSamples, type Sample } from '../../support/alert-rules.ts';
import { makeStore } from '../../support/store.ts';
import { statusOf } from '../../support/tenants.ts';
import { until } from '../../support/until.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const redis = new Redis(inject('redisUrl'));
const logger = pino({ level: 'silent' });
const sealKey = await createSealKey();

afterAll(() => redis.disconnect());

/** Jobs and bot as far as they are measured. */
function measured() {
  const keys = createRedisKeys(`metrics-${randomUUID().slice(0, 8)}`);
  const { store, quarantine, records } = makeStore(redis, keys, sealKey);
  const metrics = createMetrics();
  const readiness = startReadiness(logger);
  const runners = new RunnerRegistry(redis, keys, [], logger, { quarantine });
  const now = () => Date.now();
  metrics.watch(readiness);
  watchFleet(metrics.registry, { store, quarantine, runners, configured: ['mid1-elevated'], now });
  watchDelivery(metrics.registry, redis, keys, now);
  const beat = (ago: number) => {
    const value = { at: new Date(Date.now() - ago).toISOString(), server: 'mid1', version: '1', node: 'v24' };
    return redis.set(keys.heartbeat('mid1-elevated'), JSON.stringify(value));
  };
  return {
    keys,
    metrics,
    readiness,
    quarantine,
    beat,
    scrape: async () => readSamples(await metrics.registry.metrics()),
    /** The latest run of a tenant has been in a state for so long. */
    async board(state: string, since: number): Promise<void> {
      const row = statusOf(7).rows.find((each) => each.state === state);
      if (!row) throw new Error(`no row in state ${state}`);
      await redis.hset(keys.board, row.tenantId, records.seal(BOARD, `board ${row.tenantId}`, { ...row, since }));
    },
    async certificate(days: number): Promise<void> {
      const [row] = statusOf(7).onboarded;
      if (!row) throw new Error('no tenant is ready');
      const value = { ...row, validUntil: new Date(Date.now() + days * DAY).toISOString() };
      await redis.hset(keys.onboarded, row.tenantId, records.seal(ONBOARDED, `onboarded ${row.tenantId}`, value));
    },
    async condition(made: ReturnType<typeof stops>): Promise<void> {
      const late = { says: '', advice: '' };
      readiness.probe({ name: 'home-token', everyMs: 60_000, late, ask: async () => made });
      await until(() => readiness.conditions().some(({ says }) => says === made.says) || undefined);
    },
  };
}
type Measured = ReturnType<typeof measured>;

function times(count: number, act: () => void): void {
  for (let n = 0; n < count; n++) act();
}

/** What makes each alert fire. */
const CAUSES: Readonly<Record<string, (world: Measured, metrics: Metrics) => Promise<unknown>>> = {
  ExoStopped: ({ condition }) => condition(stops('Entra gives no token.', 'Renew the secret.')),
  ExoWarning: ({ condition }) => condition(warning('It ends soon.', 'Renew it.')),
  ExoRunNeedsPerson: ({ board }) => board('needs-person', Date.now() - 2 * HOUR),
  ExoApprovalWaits: ({ board }) => board('waiting-approval', Date.now() - 5 * HOUR),
  ExoRunStuck: ({ board }) => board('working', Date.now() - 3 * HOUR),
  ExoRunnerAbsent: ({ beat }) => beat(10 * 60_000),
  ExoEntriesSetAside: ({ quarantine }) => quarantine.note({ where: 'run x-1', why: 'it carries no seal', text: '{}' }),
  ExoRequestsRefused: async (_world, metrics) => times(21, () => metrics.refused('token')),
  ExoJobsRefused: async (_world, metrics) => metrics.refused('job'),
  ExoStepsFail: async (_world, metrics) =>
    times(11, () => metrics.stepEnded('check-server', 'failed', 'module-too-old', 1)),
  ExoThrottled: async (_world, metrics) => times(51, () => metrics.throttled('graph')),
  ExoTeamsBehind: ({ keys }) => redis.zadd(keys.redrawNow, Date.now() - 3 * 60_000, 'contoso-1'),
  ExoCertificateEnds: ({ certificate }) => certificate(13),
};

describe('an alert', () => {
  let world: Measured;
  let before: Sample[];

  beforeEach(async () => {
    world = measured();
    // A day on which all is well, with people at work.
    await world.beat(5000);
    await world.certificate(200);
    await world.board('needs-person', Date.now() - 60_000);
    await world.board('waiting-approval', Date.now() - 60_000);
    await world.board('working', Date.now() - 60_000);
    before = await world.scrape();
  });

  it.each(readAlerts())('$alert fires when its cause is there, and not before', async ({ alert, expr }) => {
    expect(fires(expr, await world.scrape(), before)).toBe(false);
    await CAUSES[alert]?.(world, world.metrics);
    expect(fires(expr, await world.scrape(), before)).toBe(true);
    world.readiness[Symbol.dispose]();
  });
});

describe('the alerts', () => {
  it('have a paragraph each in the runbook', () => {
    const runbook = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'runbook.md'), 'utf8');
    const headings = [...runbook.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);

    expect(headings).toEqual(readAlerts().map(({ alert }) => alert));
  });
});
