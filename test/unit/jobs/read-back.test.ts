import { describe, expect, test } from 'vitest';
import { StepFailure } from '../../../src/contracts/errors.ts';
import { createGraph } from '../../../src/graph/client.ts';
import { readBack } from '../../../src/jobs/steps/entra/read-back.ts';
import type { Tools } from '../../../src/jobs/steps/entra/tools.ts';
import { jobRef } from '../../support/job-ref.ts';

function tools() {
  const waited: number[] = [];
  const notes: string[] = [];
  const graph = createGraph({ credential: () => ({ getToken: async () => null }) });
  const made: Tools = {
    job: jobRef(),
    clientId: 'b00757a9-0000-4000-8000-000000000001',
    earlierClientIds: [],
    signal: new AbortController().signal,
    graph: graph.forTenant('7c1d0000-0000-4000-8000-0000000041e0', 'global'),
    now: () => new Date(0),
    authorize: async () => {
      throw new Error('nothing is given here');
    },
    requireAdmin: async () => {
      throw new Error('nothing is switched here');
    },
    progress: async (note) => {
      notes.push(note);
    },
    lookAtServers: async () => [],
    pause: async (milliseconds) => {
      waited.push(milliseconds);
    },
  };
  return { made, waited, notes };
}

/** Reads the values one after the other, the last one for ever. */
function series(...values: (number | undefined)[]) {
  let next = 0;
  return async () => values[Math.min(next++, values.length - 1)];
}

const what = 'the number to appear';
const good = (value: number) => value === 1;

describe('reading back a change', () => {
  test('returns at once and without a note when it is visible', async () => {
    const { made, waited, notes } = tools();

    expect(await readBack(made, { what, read: series(1), good })).toBe(1);
    expect(waited).toEqual([]);
    expect(notes).toEqual([]);
  });

  test('says once what it waits for', async () => {
    const { made, notes } = tools();

    await readBack(made, { what, read: series(undefined, 0, 1), good });

    expect(notes).toEqual(['waiting for the number to appear']);
  });

  test('pauses between good answers only once a replica had not known the change', async () => {
    const { made, waited } = tools();

    await readBack(made, { what, read: series(1, 1, 1), good, times: 3 });

    expect(waited).toEqual([]);
  });

  test('begins to count again after a replica that does not know the change', async () => {
    const { made, waited } = tools();

    await readBack(made, { what, read: series(1, 1, 0, 1, 1, 1), good, times: 3 });

    expect(waited).toEqual([300, 200, 200]);
  });

  test('gives up after less than 10 s and leaves the waiting to the run', async () => {
    const { made, waited } = tools();

    const failure = await readBack(made, { what, read: series(0), good }).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(StepFailure);
    expect(failure).toHaveProperty('error.kind', 'transient');
    expect(failure).toHaveProperty('error.code', 'not-visible-yet');
    expect(waited.reduce((sum, each) => sum + each, 0)).toBeLessThan(10_000);
  });
});
