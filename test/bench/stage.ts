import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMachine } from '../../demo/system/machine.ts';
import { findFreePort } from '../../demo/system/ports.ts';
import { planRedis } from '../../demo/system/redis.ts';
import { createSupervisor } from '../../demo/system/supervisor.ts';
import { until } from '../support/until.ts';
import { readProcessorTime } from './processes/cpu-time.ts';
import { makeWorld } from './world.ts';

export type ProcessName = 'jobs' | 'workers' | 'plain-workers';

/** With BENCH_PROFILE=<folder> every process leaves its CPU profile there. */
function profiling(): string[] {
  const folder = process.env['BENCH_PROFILE'];
  return folder ? ['--cpu-prof', '--cpu-prof-dir', folder] : [];
}

/** A Redis of its own (every write on disk before it is answered) and a world in it; processes are started by name. */
export async function setStage(namespace: string, runners: readonly string[]) {
  const { redis } = readMachine();
  if (redis.kind === 'javascript') throw new Error('The benchmark needs a real Redis: install redis-server.');
  const folder = mkdtempSync(join(tmpdir(), 'exo-bench-'));
  const supervisor = createSupervisor(folder, (name, code) => {
    process.stderr.write(`${name} ended by itself with ${code}\n${supervisor.logOf(name).slice(-2000)}\n`);
  });
  const { plan, url } = planRedis(redis, join(folder, 'redis'), await findFreePort());
  await supervisor.start(plan);
  const tools = await makeWorld(url, namespace, runners, join(folder, 'world.json'));
  return {
    tools,
    folder,
    supervisor,
    /** Milliseconds of processor time that a process has taken so far. */
    async processorTime(name: ProcessName): Promise<number> {
      const told = () => supervisor.logOf(name).match(/^cpu /gm)?.length ?? 0;
      const before = told();
      process.kill(supervisor.pidOf(name) ?? 0, 'SIGUSR2');
      await until(() => (told() > before ? true : undefined));
      return readProcessorTime(supervisor.logOf(name));
    },
    async start(name: ProcessName, ...more: string[]): Promise<void> {
      await supervisor.start({
        name,
        command: process.execPath,
        args: [...profiling(), join(import.meta.dirname, 'processes', `${name}.ts`), tools.file, ...more],
        env: {},
        ready: /^ready$/m,
      });
    },
    async [Symbol.asyncDispose]() {
      tools.redis.disconnect();
      await supervisor.stopAll();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Stage = Awaited<ReturnType<typeof setStage>>;
