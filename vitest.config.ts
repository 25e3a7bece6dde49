import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import SlowestFirst from './test/support/slowest-first.ts';

// On an older Node, Vitest starts and then breaks at the first failure that it reports.
if (Number(process.versions.node.split('.')[0]) < 24) {
  throw new Error('The tests need Node.js 24 or newer. Run them with: npm test');
}

function project(name: string, more: { timeout: number; globalSetup?: string[] }) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout: more.timeout,
      hookTimeout: more.timeout,
      // One worker takes file after file, so that what they import is loaded once.
      isolate: false,
      unstubGlobals: true,
      restoreMocks: true,
      ...(more.globalSetup ? { globalSetup: more.globalSetup } : {}),
    },
  };
}

export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line.ts'],
    // The slow files wait for other processes more than they compute, and none shares anything with another.
    maxWorkers: 2 * availableParallelism(),
    sequence: { sequencer: SlowestFirst },
    // A process of ours starts in half the time when Node does not compile its modules again.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, '.exo', 'compile-cache') },
    projects: [
      project('unit', { timeout: 60_000 }),
      project('integration', {
        timeout: 60_000,
        globalSetup: ['./test/support/redis.ts', './test/support/built/setup.ts'],
      }),
      project('simulation', { timeout: 120_000, globalSetup: ['./test/support/redis.ts'] }),
      project('powershell', { timeout: 120_000 }),
      project('infra', { timeout: 120_000 }),
      project('e2e', { timeout: 180_000, globalSetup: ['./test/support/built/setup.ts'] }),
    ],
  },
});
