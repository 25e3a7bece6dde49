import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { findStep, isFinal, type Run, type RunRequest } from '../../../src/runs/run.ts';
import { calm, DEPLOYMENT_KEY } from '../../support/cloud-steps.ts';
import { startTestEntra, type TestEntra } from '../../support/entra.ts';
import { makeRequest } from '../../support/run-request.ts';
import {
  createServerGroup,
  inMicrosoft,
  onboarded,
  type ServerGroup,
  thumbprintOf,
} from '../../support/server-group.ts';

let entra: TestEntra;
beforeAll(async () => {
  entra = await startTestEntra();
});
afterAll(() => entra.close());

let group: ServerGroup;
beforeEach(async () => {
  group = await createServerGroup(inject('redisUrl'), entra, ['mid1', 'mid2']);
  await group.start('mid1');
  await group.start('mid2');
});
afterEach(async () => {
  await group[Symbol.asyncDispose]();
  calm(entra);
  expect(entra.log.violations).toEqual([]);
});

async function ask(kind: RunRequest['kind'], changes: Partial<RunRequest> = {}): Promise<string> {
  const { store } = group.engine;
  const [{ name: domain } = { name: '' }] = group.customer.tenant.verifiedDomains;
  const tenant = { id: group.customer.id, domain, label: 'contoso', cloud: 'global' } as const;
  const [row] = await store.onboarded();
  const [shown] = await store.board();
  const request = makeRequest({
    kind,
    tenant,
    servers: group.servers('mid1', 'mid2'),
    deploymentKey: DEPLOYMENT_KEY,
    earlier: row?.evidence ?? null,
    ...(row ? { standing: { organization: row.organization, appId: row.appId, thumbprint: row.thumbprint } } : {}),
    ...(shown?.deleted ? { deleted: shown.deleted } : {}),
    ...changes,
  });
  return (await store.create(request)).id;
}

/** Everything of ours that is left anywhere. */
function left() {
  const { tenant } = group.customer;
  return {
    applications: tenant.applications.map(({ uniqueName }) => uniqueName),
    deleted: tenant.deletedApplications.map(({ keyCredentials }) => keyCredentials.length),
    grants: tenant.appRoleAssignments.filter(({ principalDisplayName }) =>
      principalDisplayName.startsWith('ServiceNow'),
    ).length,
    roles: tenant.roleAssignments.length,
    exchange: tenant.exchange.servicePrincipals.length,
    keys: { mid1: Object.keys(group.storeOf('mid1')).length, mid2: Object.keys(group.storeOf('mid2')).length },
  };
}

const NOTHING = { applications: [], deleted: [0], grants: 0, roles: 0, exchange: 0, keys: { mid1: 0, mid2: 0 } };
const offboard = async (changes: Partial<RunRequest> = {}): Promise<Run> =>
  group.approveWhenAsked(await ask('offboard', changes), isFinal);

describe('a tenant that is taken out', { timeout: 120_000 }, () => {
  it('keeps nothing but the deleted application, without a key', async () => {
    await group.onboard('mid1', 'mid2');

    const run = await offboard();

    expect(run.state).toBe('finished');
    expect(left()).toEqual(NOTHING);
    expect(run.gate?.subject).toMatchObject({
      lastUse: { known: false },
      roles: ['Compliance Administrator, whole directory'],
    });
    expect(findStep(run, 'delete-application')?.output).toMatchObject({ deleted: true });
    expect(await group.engine.store.onboarded()).toEqual([]);
  });

  it('is onboarded again before the deleted application is purged, by an approval of its own', async () => {
    await group.onboard('mid1', 'mid2');
    await offboard();

    const run = await group.approveWhenAsked(await ask('onboard'), isFinal);

    expect(run.state).toBe('finished');
    expect(run.gate?.state).toBe('approved');
    expect(inMicrosoft(group.customer)).toEqual(onboarded(thumbprintOf(run)));
    expect(left().deleted).toEqual([]);
  });

  it('is onboarded again after it was purged', async () => {
    await group.onboard('mid1', 'mid2');
    await offboard();
    group.customer.tenant.deletedApplications = [];

    const run = await group.approveWhenAsked(await ask('onboard'), isFinal);

    expect(inMicrosoft(group.customer)).toEqual(onboarded(thumbprintOf(run)));
  });

  it('goes on where it was when answers are lost and the jobs process restarts in the middle', async () => {
    await group.onboard('mid1', 'mid2');
    const id = await ask('offboard');
    // Executed, and nobody learns of it: a role, a permission and the application itself.
    entra.setFaults({ cut: 3, methods: ['DELETE'] });
    await group.approveWhenAsked(id, ({ gate }) => gate?.state === 'approved');
    await group.engine.untilRun(id, (run) => findStep(run, 'remove-rights')?.error !== undefined);
    await group.restartCloud();

    const run = await group.engine.untilRun(id, isFinal, 60_000);

    expect(run.state).toBe('finished');
    expect(left()).toEqual(NOTHING);
  });

  it('keeps what an offline server holds, and loses it when that server is back', async () => {
    await group.onboard('mid1', 'mid2');

    await offboard({ absent: ['mid2'] });
    expect(left()).toEqual({ ...NOTHING, keys: { mid1: 0, mid2: 1 } });

    await offboard();
    expect(left()).toEqual(NOTHING);
  });

  it('says what stays in Exchange when the certificate does not sign in any more', async () => {
    await group.onboard('mid1', 'mid2');
    for (const application of group.customer.tenant.applications) application.keyCredentials = [];

    const run = await offboard();

    expect(findStep(run, 'remove-from-exchange@mid1')?.output).toMatchObject({
      removed: false,
      remains: expect.stringMatching(/\w/),
    });
    expect(left()).toEqual({ ...NOTHING, exchange: 1 });
  });

  it('is not touched where the approver declines', async () => {
    await group.onboard('mid1', 'mid2');
    group.forget();
    const id = await ask('offboard');
    await group.engine.untilRun(id, (run) => run.gate?.state === 'open');

    await group.decline(id);

    expect((await group.engine.untilRun(id, isFinal)).state).toBe('declined');
    expect(group.customer.writes()).toEqual([]);
  });
});
