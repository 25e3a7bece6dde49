import { expect, inject, it } from 'vitest';
import { isFinal } from '../../../src/runs/run.ts';
import { startTestEntra } from '../../support/entra.ts';
import { createRunnerProcesses } from '../../support/runner-process.ts';
import { COPIED, createServerGroup, inMicrosoft, MADE, onboarded, thumbprintOf } from '../../support/server-group.ts';

it('a runner that is killed in the middle of a step and started again finishes it, and nothing is there twice', async () => {
  const redisUrl = inject('redisUrl');
  await using resources = new AsyncDisposableStack();
  const entra = await startTestEntra();
  resources.defer(() => entra.close());
  const group = resources.use(await createServerGroup(redisUrl, entra, ['mid1', 'mid2']));
  await group.start('mid2');
  const runners = resources.use(createRunnerProcesses(group, redisUrl, entra.adminUrl));
  await runners.start('mid1', 'elevated');
  await runners.start('mid1', 'connect');
  const id = await group.ask('mid1', 'mid2');

  await runners.crashDuring('mid1-elevated', 'create-certificate');
  const [run] = await Promise.all([
    group.approveWhenAsked(id, isFinal),
    runners.crashDuring('mid1-connect', 'register-in-exchange'),
  ]);

  // The first attempts were cut off: their runners began these steps twice.
  expect(runners.beginnings('mid1-elevated', 'create-certificate')).toBe(2);
  expect(runners.beginnings('mid1-connect', 'register-in-exchange')).toBe(2);
  expect(run.state).toBe('finished');
  const thumbprint = thumbprintOf(run);
  expect(group.storeOf('mid1')).toEqual({ [thumbprint]: MADE });
  expect(group.storeOf('mid2')).toEqual({ [thumbprint]: COPIED });
  expect(inMicrosoft(group.customer)).toEqual(onboarded(thumbprint));
  expect(group.proved()).toEqual(['mid1', 'mid2']);
  expect(runners.crashes).toEqual([]);
  expect(entra.log.violations).toEqual([]);
}, 180_000);
