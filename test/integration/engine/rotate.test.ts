import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { FULL_PERMISSIONS } from '../../../demo/standins/entra/demo-state.ts';
import { initialDomain } from '../../../demo/standins/entra/state/store.ts';
import { rotationState } from '../../../src/runs/rotation/state.ts';
import { findStep, isFinal, type Run } from '../../../src/runs/run.ts';
import { heldApplication } from '../../support/cloud-steps.ts';
import { startTestEntra, type TestEntra } from '../../support/entra.ts';
import { ROTATION } from '../../support/rotation.ts';
import { MIA } from '../../support/run-request.ts';
import {
  COPIED,
  createServerGroup,
  inMicrosoft,
  MADE,
  onboarded,
  outputOf,
  type ServerGroup,
  thumbprintOf,
} from '../../support/server-group.ts';

const PATIENCE_MS = 90_000;
const READS_LOGS = [...FULL_PERMISSIONS, 'AuditLog.Read.All', 'Directory.Read.All'];

let entra: TestEntra;
beforeAll(async () => {
  entra = await startTestEntra();
});
afterAll(() => entra.close());

let group: ServerGroup;
let old: string;
beforeEach(async () => {
  group = await createServerGroup(inject('redisUrl'), entra, ['mid1', 'mid2'], { permissions: READS_LOGS });
  for (const name of ['mid1', 'mid2']) await group.start(name);
  old = thumbprintOf(await group.onboard('mid1', 'mid2'));
  group.forget();
}, PATIENCE_MS);
afterEach(async () => {
  await group[Symbol.asyncDispose]();
  expect(entra.log.violations).toEqual([]);
});

/** Rotates at a pace that a test can wait for, up to where a person is needed. */
async function rotate(): Promise<Run> {
  const rotation = {
    ...ROTATION,
    replaces: old,
    endsAt: Date.now() + 58 * 86_400_000,
    unusedForMs: 2000,
    watchForMs: 2000,
    eraseAfterMs: 4000,
    lookEveryMs: { use: 400, refused: 400 },
  };
  const id = await group.begin(['mid1', 'mid2'], { kind: 'rotate', rotation });
  return group.engine.untilRun(id, (run) => findStep(run, 'await-switch')?.state === 'running', PATIENCE_MS);
}

/** ServiceNow has a MID server sign in with one of the certificates. @returns whether Entra let it in */
async function signIn(server: string, thumbprint: string): Promise<boolean> {
  const { customer } = group;
  const { appId } = heldApplication(customer);
  const organization = initialDomain(customer.tenant);
  const mid = group.mid(server);
  const connection = { ...customer.target, organization, appId, thumbprint, connectionUri: null };
  return mid.connect['verify-connection'](connection, mid.context).then(
    () => true,
    () => false,
  );
}

/** As long as searches are made. @returns what ends them */
function keepUsing(server: string, thumbprint: string): () => Promise<void> {
  let isOver = false;
  const using = (async () => {
    while (!isOver) await signIn(server, thumbprint);
  })();
  return async () => {
    isOver = true;
    await using;
  };
}

const confirm = (id: string) => group.engine.store.apply(id, { type: 'switch-confirmed', by: MIA });
const until = (id: string, wanted: (run: Run) => boolean) => group.engine.untilRun(id, wanted, PATIENCE_MS);

describe('rotating a certificate', { timeout: 180_000 }, () => {
  it('ends with the new one everywhere and the old one nowhere, without a new approval', async () => {
    const run = await rotate();
    const fresh = thumbprintOf(run);

    // Until somebody says so nothing changes for ServiceNow, however long that takes.
    expect(rotationState(run)).toBe('overlap');
    expect(run.gate).toBeNull();
    expect(inMicrosoft(group.customer)).toEqual(onboarded(old, fresh));
    expect(group.proved()).toEqual(['mid1', 'mid2']);
    expect(await signIn('mid2', old)).toBe(true);
    expect(outputOf(run, 'hand-over')).toMatchObject({ thumbprint: fresh });

    await confirm(run.id);
    const stop = keepUsing('mid1', fresh);
    const end = await until(run.id, isFinal);
    await stop();

    expect(rotationState(end)).toBe('erased');
    expect(outputOf(end, 'watch-use')).toMatchObject({ proof: 'sign-in-log', keys: [{ thumbprint: old }] });
    expect(outputOf(end, 'watch-retired')).toMatchObject({ proof: 'sign-in-log' });
    expect(inMicrosoft(group.customer)).toEqual(onboarded(fresh));
    expect(group.storeOf('mid1')).toEqual({ [fresh]: MADE });
    expect(group.storeOf('mid2')).toEqual({ [fresh]: COPIED });
    expect(await group.engine.store.onboarded()).toMatchObject([{ thumbprint: fresh, run: run.id }]);
  });

  it('waits and names mid2 while that still uses the old one', async () => {
    const run = await rotate();
    await confirm(run.id);
    await signIn('mid1', thumbprintOf(run));
    await signIn('mid2', old);

    const watching = await until(run.id, (each) => findStep(each, 'watch-use')?.error?.code === 'old-certificate-used');

    expect(findStep(watching, 'watch-use')?.error?.message).toMatch(/^mid2 still used the old certificate on /);
    expect(findStep(watching, 'watch-use')?.error?.advice).toContain('proof: the sign-in log');
    expect(inMicrosoft(group.customer).thumbprints).toContain(old);
    expect((await until(run.id, isFinal)).state).toBe('finished');
    expect(inMicrosoft(group.customer)).toEqual(onboarded(thumbprintOf(run)));
  });

  it('puts the old one back by itself when mid2 is refused for want of it, and asks again', async () => {
    const run = await rotate();
    const fresh = thumbprintOf(run);
    await confirm(run.id);
    await signIn('mid1', fresh);
    await until(run.id, (each) => findStep(each, 'retire-certificate')?.state === 'done');
    expect(await signIn('mid2', old)).toBe(false);

    const again = await until(run.id, (each) => findStep(each, 'await-switch')?.error !== undefined);

    expect(findStep(again, 'await-switch')).toMatchObject({
      state: 'running',
      error: {
        code: 'old-certificate-restored',
        message: expect.stringMatching(/^mid2 tried the old certificate on .* and was refused; exo put it back on /),
      },
    });
    expect(inMicrosoft(group.customer).thumbprints.toSorted()).toEqual([old, fresh].toSorted());
    expect(await signIn('mid2', old)).toBe(true);
    expect(group.storeOf('mid2')).toHaveProperty(old);

    await confirm(run.id);
    await signIn('mid2', fresh);
    expect((await until(run.id, isFinal)).state).toBe('finished');
    expect(inMicrosoft(group.customer)).toEqual(onboarded(fresh));
    expect(group.storeOf('mid2')).toEqual({ [fresh]: COPIED });
  });

  it('relies on what was said, and says so, where the tenant shows no sign-ins', async () => {
    group.customer.tenant.hasPremium = false;
    const run = await rotate();
    await confirm(run.id);

    const watching = await until(run.id, (each) => findStep(each, 'watch-use')?.error !== undefined);
    expect(findStep(watching, 'watch-use')?.error?.advice).toContain('proof: nothing but what was said');
    const end = await until(run.id, isFinal);

    expect(outputOf(end, 'watch-use')).toMatchObject({ proof: 'person' });
    expect(outputOf(end, 'watch-retired')).toMatchObject({ proof: 'person' });
    expect(inMicrosoft(group.customer)).toEqual(onboarded(thumbprintOf(run)));
  });
});
