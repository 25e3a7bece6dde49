import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { StepFailure } from '../../../src/contracts/errors.ts';
import { isFinal, type Person, type Run, type RunRequest } from '../../../src/runs/run.ts';
import { TenantBusyError, TenantSuspendedError } from '../../../src/runs/store/store-errors.ts';
import { DEPLOYMENT_KEY } from '../../support/cloud-steps.ts';
import { startTestEntra, type TestEntra } from '../../support/entra.ts';
import { jobRef } from '../../support/job-ref.ts';
import { MIA, makeRequest, SAM } from '../../support/run-request.ts';
import { createServerGroup, type ServerGroup } from '../../support/server-group.ts';

let entra: TestEntra;
beforeAll(async () => {
  entra = await startTestEntra();
});
afterAll(() => entra.close());

let group: ServerGroup;
beforeEach(async () => {
  group = await createServerGroup(inject('redisUrl'), entra, ['mid1']);
  await group.start('mid1');
});
afterEach(async () => {
  await group[Symbol.asyncDispose]();
  expect(entra.log.violations).toEqual([]);
});

async function ask(kind: RunRequest['kind'], by: Person = SAM): Promise<string> {
  const { store } = group.engine;
  const [{ name: domain } = { name: '' }] = group.customer.tenant.verifiedDomains;
  const tenant = { id: group.customer.id, domain, label: 'contoso', cloud: 'global' } as const;
  const suspension = (await store.suspended()).get(tenant.id);
  const [row] = await store.onboarded();
  const { servers, ...request } = makeRequest({ kind, tenant, serverCount: 1, deploymentKey: DEPLOYMENT_KEY });
  return (
    await store.create({
      ...request,
      servers: kind === 'suspend' ? [] : servers,
      requester: { id: by.id, name: by.name },
      earlier: row?.evidence ?? null,
      ...(row ? { standing: { organization: row.organization, appId: row.appId, thumbprint: row.thumbprint } } : {}),
      ...(suspension ? { suspended: { run: suspension.run, wasEnabled: suspension.wasEnabled } } : {}),
    })
  ).id;
}

const ended = (id: string): Promise<Run> =>
  group.engine.untilRun(id, (run) => isFinal(run) || run.state === 'needs-person');

/** What a MID server is answered that signs in with its certificate. */
async function signIn(): Promise<string> {
  const [row] = await group.engine.store.onboarded();
  const verify = group.mid('mid1').connect['verify-connection'];
  if (!row || !verify) throw new Error('nothing was dispatched');
  const { organization, appId, thumbprint } = row;
  const input = { ...group.customer.target, organization, appId, thumbprint, connectionUri: null };
  const context = { job: jobRef(), signal: new AbortController().signal, progress: async () => undefined };
  try {
    await verify(input, context);
    return 'let in';
  } catch (error) {
    if (error instanceof StepFailure) return error.error.code;
    throw error;
  }
}

describe('a tenant that is onboarded', { timeout: 60_000 }, () => {
  it('gives no token within two seconds of suspend, and one again after resume, which is proved', async () => {
    await group.onboard('mid1');
    expect(await signIn()).toBe('let in');
    group.forget();

    const began = performance.now();
    const suspend = await ended(await ask('suspend'));
    const took = performance.now() - began;
    expect(await signIn()).toBe('application-disabled');
    expect(suspend.state).toBe('finished');
    expect(took).toBeLessThan(2000);
    expect(group.customer.writes()).toEqual([expect.stringMatching(/^PATCH \/v1.0\/servicePrincipals\//)]);
    expect((await group.engine.store.suspended()).get(group.customer.id)).toMatchObject({
      run: suspend.id,
      by: SAM.name,
      wasEnabled: true,
    });

    const resume = await ended(await ask('resume'));

    expect(resume.steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'find-application done',
      'resume-application done',
      'verify-connection@mid1 done',
    ]);
    expect(await signIn()).toBe('let in');
    expect(await group.engine.store.suspended()).toEqual(new Map());
    // Nothing but the switch was touched.
    expect((await group.onboard('mid1')).gate).toBeNull();
  });

  it('is onboarded no further while it is suspended, also where the command was faster than the look', async () => {
    await group.onboard('mid1');
    await ended(await ask('suspend'));

    await expect(ask('onboard', MIA)).rejects.toThrow(TenantSuspendedError);

    await ended(await ask('resume'));
    await ended(await ask('onboard', MIA));
  });

  it('is suspended beside a run that holds it', async () => {
    await group.onboard('mid1');
    await ended(await ask('suspend'));
    const open = await ask('resume');
    await expect(ask('resume')).rejects.toThrow(TenantBusyError);

    expect((await ended(await ask('suspend'))).state).toBe('finished');
    await ended(open);
  });

  it('is not switched off or on at the word of somebody who is no admin', async () => {
    await group.onboard('mid1');

    const suspend = await ended(await ask('suspend', MIA));

    expect(suspend.state).toBe('needs-person');
    expect(suspend.steps.find(({ name }) => name === 'suspend-application')?.error?.code).toBe('admin-not-allowed');
    expect(await signIn()).toBe('let in');
  });

  it('is suspended although somebody took our tag from the application', async () => {
    await group.onboard('mid1');
    for (const application of group.customer.tenant.applications) application.tags = [];

    expect((await ended(await ask('suspend'))).state).toBe('finished');
    expect(await signIn()).toBe('application-disabled');
  });
});
