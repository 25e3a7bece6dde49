import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { readMachine } from '../../demo/system/machine.ts';
import { findFreePort } from '../../demo/system/ports.ts';
import { planRedis } from '../../demo/system/redis.ts';
import { createSupervisor } from '../../demo/system/supervisor.ts';
import { makeQuickFolder } from './quick-folder.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of a real Redis; each test takes a namespace of its own in it. */
    readonly redisUrl: string;
  }
}

/** Starts one Redis for the project's tests, or takes the one of REDIS_URL. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['REDIS_URL'];
  if (given) {
    project.provide('redisUrl', given);
    return undefined;
  }
  const { redis } = readMachine();
  if (redis.kind === 'javascript') {
    throw new Error(
      'These tests need a real Redis: install redis-server, or set REDIS_URL. npm test tries the former.',
    );
  }
  const folder = makeQuickFolder('exo-test-');
  const supervisor = createSupervisor(folder, (name, code) => {
    process.stderr.write(`The ${name} of the tests ended by itself with ${code}\n`);
  });
  const { plan, url } = planRedis(redis, join(folder, 'redis'), await findFreePort());
  await supervisor.start(plan);
  project.provide('redisUrl', url);
  return async () => {
    await supervisor.stopAll();
    rmSync(folder, { recursive: true, force: true });
  };
}
