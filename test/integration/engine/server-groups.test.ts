import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { changeServerFile } from '../../../demo/standins/powershell/server-file.ts';
import { findStep } from '../../../src/runs/run.ts';
import { startTestEntra, type TestEntra } from '../../support/entra.ts';
import { JON } from '../../support/run-request.ts';
import {
  COPIED,
  createServerGroup,
  inMicrosoft,
  MADE,
  onboarded,
  outputOf,
  type ServerGroup,
  statesOf,
  thumbprintOf,
} from '../../support/server-group.ts';

let entra: TestEntra;
beforeAll(async () => {
  entra = await startTestEntra();
});
afterAll(() => entra.close());

let group: ServerGroup;
beforeEach(async () => {
  group = await createServerGroup(inject('redisUrl'), entra, ['mid1', 'mid2', 'mid3']);
});
afterEach(async () => {
  await group[Symbol.asyncDispose]();
  expect(entra.log.violations).toEqual([]);
});

describe('a group of three MID servers', { timeout: 180_000 }, () => {
  it('is onboarded on all three', async () => {
    for (const name of ['mid1', 'mid2', 'mid3']) await group.start(name);

    const run = await group.onboard('mid1', 'mid2', 'mid3');

    const thumbprint = thumbprintOf(run);
    expect(run.state).toBe('finished');
    expect(inMicrosoft(group.customer)).toEqual(onboarded(thumbprint));
    expect(group.storeOf('mid1')).toEqual({ [thumbprint]: MADE });
    expect(group.storeOf('mid2')).toEqual({ [thumbprint]: COPIED });
    expect(group.storeOf('mid3')).toEqual({ [thumbprint]: COPIED });
    expect(group.proved()).toEqual(['mid1', 'mid2', 'mid3']);
    expect(outputOf(run, 'hand-over')).toMatchObject({
      thumbprint,
      unchanged: false,
      proofs: ['mid1', 'mid2', 'mid3'].map((server) => ({ server, session: { state: 'ok' } })),
    });
    expect(await group.engine.store.serverChecks()).toMatchObject(
      new Map(['mid1', 'mid2', 'mid3'].map((server) => [server, { run: run.id, exchangeModuleVersion: '3.10.1' }])),
    );
  });

  it('goes on without a server that is down, and finishes by itself when it is back', async () => {
    await group.start('mid1');
    await group.start('mid2');
    await group.enrol('mid3');
    const id = await group.ask('mid1', 'mid2', 'mid3');

    const open = await group.approveWhenAsked(id, (run) =>
      ['mid1', 'mid2'].every((server) => findStep(run, `verify-connection@${server}`)?.state === 'done'),
    );

    const thumbprint = thumbprintOf(open);
    expect(open.state).toBe('working');
    expect(statesOf(open)).toMatchObject({
      'check-server@mid3': 'queued',
      'share-certificate@mid3': 'waiting',
      'import-certificate@mid3': 'waiting',
      'grant-key-access@mid3': 'waiting',
      'verify-connection@mid3': 'waiting',
      'hand-over': 'waiting',
    });
    expect(inMicrosoft(group.customer)).toEqual(onboarded(thumbprint));
    expect(group.storeOf('mid3')).toEqual({});
    expect(group.proved()).toEqual(['mid1', 'mid2']);
    group.forget();

    await group.start('mid3');
    const run = await group.engine.untilRun(id, (each) => each.state === 'finished', 90_000);

    expect(inMicrosoft(group.customer)).toEqual(onboarded(thumbprint));
    expect(group.customer.writes()).toEqual([]);
    expect(group.storeOf('mid3')).toEqual({ [thumbprint]: COPIED });
    expect(group.proved()).toEqual(['mid3']);
    expect(outputOf(run, 'hand-over')).toMatchObject({ thumbprint, unchanged: false });
  });

  it('brings the certificate to a server that joins later, and changes nothing else', async () => {
    for (const name of ['mid1', 'mid2', 'mid3']) await group.start(name);
    const thumbprint = thumbprintOf(await group.onboard('mid1', 'mid2'));
    const before = [group.storeOf('mid1'), group.storeOf('mid2')];
    expect(group.mid('mid1').sealed).toHaveLength(1);
    expect(group.storeOf('mid3')).toEqual({});
    group.forget();

    const run = await group.onboard('mid1', 'mid2', 'mid3');

    expect(thumbprintOf(run)).toBe(thumbprint);
    expect(group.customer.writes()).toEqual([]);
    expect(inMicrosoft(group.customer)).toEqual(onboarded(thumbprint));
    expect([group.storeOf('mid1'), group.storeOf('mid2')]).toEqual(before);
    expect(group.storeOf('mid3')).toEqual({ [thumbprint]: COPIED });
    expect(group.mid('mid1').sealed).toHaveLength(2);
    expect(run.gate?.news).toEqual(['mid3 gets the key']);
    expect(statesOf(run)).toMatchObject({
      // Whoever holds the key reads the tenant's mail: a new holder is asked about.
      'approve-consent': 'done',
      'share-certificate@mid2': 'skipped',
      'share-certificate@mid3': 'done',
    });
    expect(group.proved()).toEqual(['mid1', 'mid2', 'mid3']);
  });

  it('does not touch a server that was taken out', async () => {
    for (const name of ['mid1', 'mid2', 'mid3']) await group.start(name);
    const thumbprint = thumbprintOf(await group.onboard('mid1', 'mid2', 'mid3'));
    await group.remove('mid3');
    const before = { store: group.storeOf('mid3'), logs: group.mid('mid3').logs.length };
    group.forget();

    const run = await group.onboard('mid1', 'mid2');

    expect(run.state).toBe('finished');
    expect(outputOf(run, 'hand-over')).toMatchObject({ thumbprint, unchanged: true });
    expect(run.steps.filter(({ id, queue }) => id.includes('mid3') || queue?.includes('mid3'))).toEqual([]);
    expect(group.customer.writes()).toEqual([]);
    expect(group.proved()).toEqual(['mid1', 'mid2']);
    expect({ store: group.storeOf('mid3'), logs: group.mid('mid3').logs.length }).toEqual(before);
  });

  it('hands no job to a runner that was taken out, although a run still names it', async () => {
    for (const name of ['mid1', 'mid2', 'mid3']) await group.start(name);
    await group.remove('mid3');

    const id = await group.ask('mid1', 'mid2', 'mid3');
    const run = await group.approveWhenAsked(id, (each) =>
      ['mid1', 'mid2'].every((server) => findStep(each, `verify-connection@${server}`)?.state === 'done'),
    );

    expect(run.state).toBe('needs-person');
    expect(findStep(run, 'check-server@mid3')).toMatchObject({
      state: 'failed',
      error: { code: 'runner-not-accepted', advice: expect.stringContaining('@exo runner add mid3') },
    });
    expect(group.mid('mid3').logs).toEqual([]);
    const jobs = await group.engine.queues.get('mid3-elevated').getJobCounts();
    expect(Object.values(jobs).every((count) => count === 0)).toBe(true);
    expect(group.storeOf('mid3')).toEqual({});
  });

  it('believes no result of a runner that was taken out while it worked', async () => {
    const started = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    await group.start('mid1');
    const { elevated } = group.mid('mid3');
    await group.start('mid3', {
      'check-server': async (input, context) => {
        started.resolve();
        await held.promise;
        return elevated['check-server'](input, context);
      },
    });
    const id = await group.ask('mid1', 'mid3');
    await started.promise;

    await group.remove('mid3');
    held.resolve();
    const run = await group.engine.untilRun(
      id,
      (each) => findStep(each, 'check-server@mid3')?.state === 'failed',
      60_000,
    );

    expect(findStep(run, 'check-server@mid3')?.error).toMatchObject({
      code: 'result-not-trusted',
      detail: 'the runner is not accepted',
    });
    expect(outputOf(run, 'check-server@mid3')).toBeUndefined();
    expect(statesOf(run)['share-certificate@mid3']).toBe('waiting');
  });

  it('finishes with Retry once a server was mended, and once a runner has the keys that it was sealed for', async () => {
    for (const name of ['mid1', 'mid2', 'mid3']) await group.start(name);
    // The keys of mid2 are accepted again while the certificate is on its way: it was sealed for others.
    await group.engine.acceptRunner('mid2-elevated');
    changeServerFile(group.mid('mid3').folder, { exchangeModuleVersion: '3.1.0' });
    const id = await group.ask('mid1', 'mid2', 'mid3');
    const stopped = await group.approveWhenAsked(
      id,
      (run) =>
        findStep(run, 'verify-connection@mid1')?.state === 'done' &&
        findStep(run, 'import-certificate@mid2')?.state === 'failed',
    );
    expect(findStep(stopped, 'import-certificate@mid2')?.error?.code).toBe('sealed-certificate-refused');
    expect(findStep(stopped, 'check-server@mid3')?.error?.code).toBe('module-too-old');
    const checks = await group.engine.store.serverChecks();
    expect(checks.get('mid3')?.findings).toMatchObject([{ level: 'blocks', code: 'module-too-old' }]);
    expect(checks.get('mid2')?.findings).toEqual([]);

    await group.enrol('mid2');
    changeServerFile(group.mid('mid3').folder, { exchangeModuleVersion: '3.10.1' });
    await group.engine.store.apply(id, { type: 'retry', by: JON });
    const run = await group.engine.untilRun(id, (each) => each.state === 'finished', 90_000);

    const thumbprint = thumbprintOf(run);
    expect(group.storeOf('mid2')).toEqual({ [thumbprint]: COPIED });
    expect(group.storeOf('mid3')).toEqual({ [thumbprint]: COPIED });
    expect(findStep(run, 'share-certificate@mid2')).toMatchObject({ state: 'done', attempt: 2 });
    expect(group.mid('mid1').sealed).toHaveLength(3);
    expect((await group.engine.store.serverChecks()).get('mid3')).toMatchObject({ findings: [], run: id });
    expect(inMicrosoft(group.customer)).toEqual(onboarded(thumbprint));
  });
});
