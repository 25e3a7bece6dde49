import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readMachine } from '../../demo/system/machine.ts';
import { findFreePort } from '../../demo/system/ports.ts';
import { planRedis } from '../../demo/system/redis.ts';
import { createSupervisor } from '../../demo/system/supervisor.ts';
import { makeQuickFolder } from './quick-folder.ts';

/** A Redis for one test that does to it what others must not see. @returns its address, with an administrator's password */
export async function startOwnRedis() {
  const { redis } = readMachine();
  if (redis.kind === 'javascript') throw new Error('This test needs a real Redis: install redis-server.');
  const folder = makeQuickFolder('exo-own-redis-');
  const supervisor = createSupervisor(folder, () => undefined);
  const { plan, url } = planRedis(redis, join(folder, 'redis'), await findFreePort());
  await supervisor.start(plan);
  return {
    url,
    supervisor,
    async [Symbol.asyncDispose]() {
      await supervisor.stopAll();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
