import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createSigningKey, publicSigningKey, type SigningJwk } from '../../src/contracts/signing.ts';
import type { Server } from '../../src/process/config/exo-config.ts';
import { createKeys } from '../../src/process/keys.ts';
import { createLogger } from '../../src/process/logger.ts';
import { createRunnerHome } from '../../src/runners/identity/enrol.ts';
import type { RunnerIdentity } from '../../src/runners/identity/home.ts';
import { RunnerRegistry } from '../../src/runs/runner-registry.ts';

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

/** Makes the orchestrator's key. @returns the key and the file for EXO_SIGNING_KEY_FILE */
export async function makeSigningKey(folder: string): Promise<{ key: SigningJwk; file: string }> {
  const key = await createSigningKey();
  const file = join(folder, 'signing-key.json');
  writeFileSync(file, JSON.stringify(key), { mode: 0o600 });
  return { key, file };
}

/** Makes the folder of every runner and accepts its keys, what an administrator does once for each MID server. */
export async function enrolRunners(options: {
  readonly folder: string;
  readonly servers: readonly Server[];
  readonly signingKey: SigningJwk;
  readonly redisUrl: string;
  readonly namespace: string;
  readonly elevatedAccount: string;
}): Promise<DemoRunner[]> {
  const orchestratorKey = publicSigningKey(options.signingKey);
  const redis = new Redis(options.redisUrl);
  const logger = createLogger('demo', 'warn');
  const registry = new RunnerRegistry(redis, createKeys(options.namespace), orchestratorKey, logger);
  const runners: DemoRunner[] = options.servers.flatMap((server) => [
    describe(options.folder, server.elevated, server.name, 'elevated', options.elevatedAccount),
    describe(options.folder, server.connect, server.name, 'connect', server.serviceAccount),
  ]);
  for (const { id, server, capabilities, home } of runners) {
    const keys = await createRunnerHome(home, { id, server, capabilities, orchestratorKey });
    const acceptedAt = new Date().toISOString();
    await registry.accept({ id, server, ...keys, acceptedBy: 'demo', acceptedAt }, options.signingKey);
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
