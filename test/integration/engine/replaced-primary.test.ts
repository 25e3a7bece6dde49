import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
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

describe('a new primary that has no certificate', { timeout: 180_000 }, () => {
  it('makes one, which stands beside the old one and is shared', async () => {
    for (const name of ['mid1', 'mid2', 'mid3']) await group.start(name);
    const old = thumbprintOf(await group.onboard('mid1', 'mid2'));
    group.forget();

    const run = await group.onboard('mid3', 'mid1', 'mid2');

    const fresh = thumbprintOf(run);
    expect(fresh).not.toBe(old);
    expect(inMicrosoft(group.customer)).toEqual(onboarded(old, fresh));
    expect(group.customer.writes()).toEqual([expect.stringMatching(/^PATCH \/v1\.0\/applications\/[^/]+$/)]);
    expect(group.storeOf('mid3')).toEqual({ [fresh]: MADE });
    expect(group.storeOf('mid1')).toEqual({ [old]: MADE, [fresh]: COPIED });
    expect(group.storeOf('mid2')).toEqual({ [old]: COPIED, [fresh]: COPIED });
    expect(group.proved()).toEqual(['mid1', 'mid2', 'mid3']);
    expect(group.customer.tenant.exchange.connections.at(-1)?.thumbprint).toBe(fresh);
    expect(outputOf(run, 'hand-over')).toMatchObject({ thumbprint: fresh, unchanged: false });
  });
});

describe('a server with a copy of the certificate that becomes the primary', { timeout: 240_000 }, () => {
  let thumbprint: string;
  beforeEach(async () => {
    for (const name of ['mid1', 'mid2', 'mid3']) await group.start(name);
    thumbprint = thumbprintOf(await group.onboard('mid1', 'mid2'));
    group.forget();
  }, 120_000);

  /** Onboards on mid2 with its copy and mid3 with nothing, which cannot work. @returns the id of the run */
  async function fail(): Promise<string> {
    const id = await group.ask('mid2', 'mid1', 'mid3');
    const run = await group.approveWhenAsked(
      id,
      (each) =>
        ['mid1', 'mid2'].every((server) => findStep(each, `verify-connection@${server}`)?.state === 'done') &&
        each.state === 'needs-person',
    );
    expect(findStep(run, 'share-certificate@mid3')).toMatchObject({
      state: 'failed',
      error: {
        kind: 'person',
        code: 'private-key-not-exportable',
        message: expect.stringContaining(thumbprint),
        advice: expect.stringMatching(/^Cancel this run.*the primary again, or delete the certificate/),
      },
    });
    return id;
  }

  it('needs nothing again while nobody lacks the certificate', async () => {
    const run = await group.onboard('mid2', 'mid1');

    expect(run.state).toBe('finished');
    expect(outputOf(run, 'hand-over')).toMatchObject({ thumbprint, unchanged: true });
    expect(group.customer.writes()).toEqual([]);
    expect(inMicrosoft(group.customer)).toEqual(onboarded(thumbprint));
    expect(group.storeOf('mid1')).toEqual({ [thumbprint]: MADE });
    expect(group.storeOf('mid2')).toEqual({ [thumbprint]: COPIED });
    expect(group.proved()).toEqual(['mid1', 'mid2']);
  });

  it('cannot share it; with the server that made it as the primary again, everybody has it', async () => {
    const id = await fail();
    await group.engine.store.apply(id, { type: 'cancel', by: JON });

    const run = await group.onboard('mid1', 'mid2', 'mid3');

    expect(run.state).toBe('finished');
    expect(group.customer.writes()).toEqual([]);
    expect(inMicrosoft(group.customer)).toEqual(onboarded(thumbprint));
    expect(group.storeOf('mid3')).toEqual({ [thumbprint]: COPIED });
  });

  it('cannot share it; without its copy it makes a new one for everybody', async () => {
    const id = await fail();
    await group.engine.store.apply(id, { type: 'cancel', by: JON });
    rmSync(join(group.mid('mid2').folder, 'certificates', `${thumbprint}.json`));

    const run = await group.onboard('mid2', 'mid1', 'mid3');

    const fresh = thumbprintOf(run);
    expect(run.state).toBe('finished');
    expect(inMicrosoft(group.customer)).toEqual(onboarded(thumbprint, fresh));
    expect(group.storeOf('mid2')).toEqual({ [fresh]: MADE });
    expect(group.storeOf('mid1')).toEqual({ [thumbprint]: MADE, [fresh]: COPIED });
    expect(group.storeOf('mid3')).toEqual({ [fresh]: COPIED });
  });
});
