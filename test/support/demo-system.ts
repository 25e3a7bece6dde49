import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { PlaygroundChat } from '../../demo/chat/playground.ts';
import type { Supervisor } from '../../demo/system/supervisor.ts';
import { type DemoSystem, type SystemOptions, startSystem } from '../../demo/system/system.ts';
import { createRedisKeys } from '../../src/process/redis/redis-keys.ts';
import type { RunStore } from '../../src/runs/store/store.ts';
import { createTestSupervisor } from './built/supervisor.ts';
import { makeQuickFolder } from './quick-folder.ts';
import { makeStore } from './store.ts';

/** The whole demo under test: every process real, chat through the Playground. */
export interface DemoFixture extends AsyncDisposable {
  readonly system: DemoSystem;
  readonly supervisor: Supervisor;
  readonly chat: PlaygroundChat;
  /** Reads the runs as the product keeps them. */
  readonly store: RunStore;
  /** Processes that ended without being told to. */
  readonly crashes: readonly string[];
}

/** Starts everything in a folder of its own; always with a Redis of its own, because tests restart it. */
export async function startDemo(options: Pick<SystemOptions, 'quickYear' | 'tracesUrl'> = {}): Promise<DemoFixture> {
  const folder = makeQuickFolder('exo-e2e-');
  const crashes: string[] = [];
  const supervisor = createTestSupervisor(join(folder, 'logs'), (name) => crashes.push(name));
  const system = await startSystem({ folder, supervisor, ...options });
  const chat = await system.openChat();
  const redis = new Redis(system.redisUrl, { maxRetriesPerRequest: null });
  // Redis is restarted under test; ioredis reconnects by itself.
  redis.on('error', () => redis.status);
  return {
    system,
    supervisor,
    chat,
    store: makeStore(redis, createRedisKeys(system.namespace), system.keys.seal).store,
    crashes,
    async [Symbol.asyncDispose]() {
      redis.disconnect();
      chat.close();
      await supervisor.stopAll();
      // Kept when EXO_KEEP is set, to read the logs of a failure.
      if (process.env['EXO_KEEP']) process.stderr.write(`Logs: ${folder}\n`);
      else rmSync(folder, { recursive: true, force: true });
    },
  };
}
