import { expect, it } from 'vitest';
import { createDueLook } from '../../../src/jobs/due/look-at-due.ts';

const DUE = { kind: 'watch', tenantId: '7c1d0a52-0000-4000-8000-000000000001', member: 'watch 1', at: 0 } as const;

it('reads all tenants every ten minutes, and in between only those that are due', async () => {
  const at = { now: 0 };
  const read: unknown[] = [];
  const settled: unknown[] = [];
  const look = createDueLook({
    store: {
      onboarded: async (some) => {
        read.push(some);
        return [];
      },
    },
    due: {
      add: async () => undefined,
      passed: async () => [DUE],
      until: async () => [],
      postpone: async () => true,
      drop: async () => undefined,
      begunToday: async () => 0,
      noteBegun: async () => undefined,
    },
    works: {
      renewal: { entryOf: () => undefined, settle: async () => undefined },
      watch: { entryOf: () => undefined, settle: async (entry) => void settled.push(entry) },
    },
    now: () => at.now,
  });
  for (at.now of [0, 60_000, 600_000]) await look();

  expect(read).toEqual([undefined, [DUE.tenantId], undefined]);
  expect(settled).toEqual([DUE, DUE, DUE]);
});
