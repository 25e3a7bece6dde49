import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readMachine } from '../../../demo/system/machine.ts';
import { findFreePort } from '../../../demo/system/ports.ts';
import { planRedis } from '../../../demo/system/redis.ts';
import { createSupervisor, type ProcessPlan, type Supervisor } from '../../../demo/system/supervisor.ts';

describe('supervisor', () => {
  let folder: string;
  let crashes: string[];
  let supervisor: Supervisor;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'exo-supervisor-'));
    crashes = [];
    supervisor = createSupervisor(folder, (name) => crashes.push(name));
  });
  afterEach(async () => {
    await supervisor.stopAll();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says how a process ended that never became ready', async () => {
    const plan = script('broken', "console.error('REDIS_URL is missing'); process.exit(78)");

    await expect(supervisor.start(plan)).rejects.toThrow(/broken ended with 78.*\n.*REDIS_URL is missing/s);
  });

  it('starts a process again after it was killed, and does not take the kill for a crash', async () => {
    await supervisor.start(script('worker', "console.log('ready'); setInterval(() => {}, 1000)"));

    const first = supervisor.pidOf('worker');
    await supervisor.kill('worker');
    await supervisor.startAgain('worker');

    expect(supervisor.pidOf('worker')).not.toBe(first);
    expect(crashes).toEqual([]);
  });

  it('reports a process that ends by itself', async () => {
    await supervisor.start(script('worker', "console.log('ready'); setTimeout(() => process.exit(3), 50)"));

    await vi.waitFor(() => expect(crashes).toEqual(['worker']));
  });

  it('ends what a killed process had started and left behind', async () => {
    const code = `const child = (await import('node:child_process')).spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      console.log('ready ' + child.pid); setInterval(() => {}, 1000)`;
    await supervisor.start(script('parent', code));
    const left = Number(/ready (\d+)/.exec(supervisor.logOf('parent'))?.[1]);
    await supervisor.kill('parent');

    await supervisor.stopAll();

    await vi.waitFor(() => expect(() => process.kill(left, 0)).toThrow('ESRCH'), { timeout: 5000 });
  });

  it('ends everything also when the one who started it ends by an error', async () => {
    const file = join(import.meta.dirname, '..', '..', '..', 'demo', 'system', 'supervisor.ts');
    const code = `import { createSupervisor } from ${JSON.stringify(pathToFileURL(file).href)};
      const supervisor = createSupervisor(${JSON.stringify(folder)}, () => {});
      const args = ['-e', "console.log('ready'); setInterval(() => {}, 1000)"];
      await supervisor.start({ name: 'left', command: process.execPath, args, env: {}, ready: /ready/ });
      console.log('ready ' + supervisor.pidOf('left'));
      setTimeout(() => { throw new Error('broken') }, 50);`;
    await supervisor.start(script('starter', code));
    const left = Number(/ready (\d+)/.exec(supervisor.logOf('starter'))?.[1]);

    await vi.waitFor(() => expect(crashes).toEqual(['starter']));

    await vi.waitFor(() => expect(() => process.kill(left, 0)).toThrow('ESRCH'), { timeout: 5000 });
  });

  it('brings back a Redis that was killed with everything it had answered for', async () => {
    const { plan, url } = planRedis(readMachine().redis, join(folder, 'redis'), await findFreePort());
    await supervisor.start(plan);
    await using client = disposable(new Redis(url));
    await client.redis.set('approved-by', 'Jon Berg');

    await supervisor.kill('redis');
    await supervisor.startAgain('redis');

    expect(await client.redis.get('approved-by')).toBe('Jon Berg');
  });
});

function script(name: string, code: string): ProcessPlan {
  return {
    name,
    command: process.execPath,
    args: ['--input-type=module-typescript', '-e', code],
    env: {},
    ready: /^ready/,
  };
}

function disposable(redis: Redis) {
  redis.on('error', () => redis.status);
  return { redis, [Symbol.asyncDispose]: async () => redis.disconnect() };
}
