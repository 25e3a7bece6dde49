import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createSealKey, type SealJwk } from '../../src/contracts/trust/seal-key.ts';
import { createSigningKey, publicSigningKey, type SigningJwk } from '../../src/contracts/trust/signing.ts';
import type { Server } from '../../src/process/config/exo-config.ts';
import { createLogger } from '../../src/process/log/logger.ts';
import { createRedisKeys } from '../../src/process/redis/redis-keys.ts';
import { createRunnerHome } from '../../src/runners/identity/enrol.ts';
import type { RunnerIdentity } from '../../src/runners/identity/home.ts';
import { RunnerRegistry } from '../../src/runs/fleet/runner-registry.ts';

/** A runner that is enrolled and accepted. */
export interface DemoRunner {
  readonly id: string;
  readonly server: string;
  readonly capabilities: RunnerIdentity['capabilities'];
  /** Account that the runner's process stands for. */
  readonly account: string;
  /** Its EXO_RUNNER_HOME. */
  readonly home: string;
}

/** The keys of bot and jobs, each with the file that holds it. */
export interface DemoKeys {
  readonly orchestrator: SigningJwk;
  readonly bot: SigningJwk;
  readonly seal: SealJwk;
  /** Value of each variable that names a file. */
  readonly files: {
    readonly jobs: Readonly<Record<string, string>>;
    readonly bot: Readonly<Record<string, string>>;
  };
}

/** Makes the keys that an operator makes once with make-key. */
export async function makeDemoKeys(folder: string): Promise<DemoKeys> {
  const [orchestrator, bot, seal] = [await createSigningKey(), await createSigningKey(), await createSealKey()];
  const write = (name: string, key: object) => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(key), { mode: 0o600 });
    return file;
  };
  const sealFile = write('seal-key.json', seal);
  return {
    orchestrator,
    bot,
    seal,
    files: {
      jobs: {
        EXO_ORCHESTRATOR_KEY_FILE: write('orchestrator-key.json', orchestrator),
        EXO_BOT_PUBLIC_KEY_FILE: write('bot-key.json.pub.json', publicSigningKey(bot)),
        EXO_SEAL_KEY_FILE: sealFile,
      },
      bot: {
        EXO_BOT_KEY_FILE: write('bot-key.json', bot),
        EXO_ORCHESTRATOR_PUBLIC_KEY_FILE: write('orchestrator-key.json.pub.json', publicSigningKey(orchestrator)),
        EXO_SEAL_KEY_FILE: sealFile,
      },
    },
  };
}

/** Makes the folder of every runner and accepts its keys, what an administrator does once for each MID server. */
export async function enrolRunners(options: {
  readonly folder: string;
  readonly servers: readonly Server[];
  readonly orchestratorKey: SigningJwk;
  readonly redisUrl: string;
  readonly namespace: string;
  readonly elevatedAccount: string;
}): Promise<DemoRunner[]> {
  const orchestratorKey = publicSigningKey(options.orchestratorKey);
  const redis = new Redis(options.redisUrl);
  const logger = createLogger('demo', 'warn');
  const registry = new RunnerRegistry(redis, createRedisKeys(options.namespace), [orchestratorKey], logger);
  const runners: DemoRunner[] = options.servers.flatMap((server) => [
    describe(options.folder, server.elevated, server.name, 'elevated', options.elevatedAccount),
    describe(options.folder, server.connect, server.name, 'connect', server.serviceAccount),
  ]);
  for (const { id, server, capabilities, home } of runners) {
    const { keys } = await createRunnerHome(home, { id, server, capabilities, orchestratorKey });
    const acceptedAt = new Date().toISOString();
    const acceptedBy = { id: '', name: 'demo' };
    const record = { v: 2, id, server, ...keys, generation: 1, acceptedBy, acceptedAt } as const;
    await registry.write(record, options.orchestratorKey);
  }
  redis.disconnect();
  return runners;
}

function describe(
  folder: string,
  id: string,
  server: string,
  capability: 'elevated' | 'connect',
  account: string,
): DemoRunner {
  return { id, server, capabilities: [capability], account, home: join(folder, 'runners', id) };
}
