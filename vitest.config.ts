import { defineConfig } from 'vitest/config';

// On an older Node, Vitest starts and then breaks at the first failure that it reports.
if (Number(process.versions.node.split('.')[0]) < 24) {
  throw new Error('The tests need Node.js 24 or newer. Run them with: npm test');
}

function project(name: string, more: { timeout: number; globalSetup?: string[]; alone?: boolean }) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout: more.timeout,
      hookTimeout: Math.max(more.timeout, 30_000),
      ...(more.globalSetup ? { globalSetup: more.globalSetup } : {}),
      // Many processes on few cores: one such file at a time, after everything else.
      ...(more.alone ? { fileParallelism: false, sequence: { groupOrder: 1 } } : { sequence: { groupOrder: 0 } }),
    },
  };
}

export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line.ts'],
    projects: [
      project('unit', { timeout: 30_000 }),
      project('integration', { timeout: 30_000, globalSetup: ['./test/support/redis.ts'] }),
      project('powershell', { timeout: 60_000 }),
      project('infra', { timeout: 60_000 }),
      project('e2e', { timeout: 180_000, alone: true }),
    ],
  },
});
