import { readFileSync, writeFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { createSealKey } from '../../src/contracts/trust/seal-key.ts';
import { createSealingKey, publicSealingKey } from '../../src/contracts/trust/sealing.ts';
import { createSigningKey, publicSigningKey, type SigningJwk } from '../../src/contracts/trust/signing.ts';
import type { AnySealKey } from '../../src/process/records/record-seal.ts';
import { createRedisKeys } from '../../src/process/redis/redis-keys.ts';
import { RunnerRegistry } from '../../src/runs/fleet/runner-registry.ts';
import { JON } from '../support/run-request.ts';
import { makeStore } from '../support/store.ts';

/** What the processes of a benchmark share: addresses and keys, in a file. */
export interface World {
  readonly redisUrl: string;
  readonly namespace: string;
  readonly orchestrator: SigningJwk;
  readonly seal: AnySealKey;
  readonly runners: Readonly<Record<string, SigningJwk>>;
}

export async function makeWorld(redisUrl: string, namespace: string, runners: readonly string[], file: string) {
  const keys = await Promise.all(runners.map(async (id) => [id, await createSigningKey()] as const));
  const orchestrator = await createSigningKey();
  const world: World = {
    redisUrl,
    namespace,
    orchestrator,
    seal: await createSealKey(),
    runners: Object.fromEntries(keys),
  };
  writeFileSync(file, JSON.stringify(world), { mode: 0o600 });
  const tools = openWorld(file);
  for (const [id, key] of keys) await acceptRunner(tools, id, key);
  return tools;
}

export type Tools = ReturnType<typeof openWorld>;

/** Store, keys and registry of the world in a file, with a connection of their own. */
export function openWorld(file: string) {
  const world = JSON.parse(readFileSync(file, 'utf8')) as World;
  const logger = pino({ level: process.env['BENCH_LOG'] ?? 'error' });
  const keys = createRedisKeys(world.namespace);
  const redis = new Redis(world.redisUrl, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const publicKeys = [publicSigningKey(world.orchestrator)] as const;
  const registry = new RunnerRegistry(redis, keys, publicKeys, logger);
  return { world, file, logger, keys, redis, publicKeys, registry, ...makeStore(redis, keys, world.seal, { logger }) };
}

export async function acceptRunner({ registry, world }: Tools, id: string, key: SigningJwk): Promise<void> {
  const record = {
    v: 2 as const,
    id,
    server: id.replace(/-(elevated|connect)$/, ''),
    signKey: publicSigningKey(key),
    sealKey: publicSealingKey(await createSealingKey()),
    generation: 1,
    acceptedBy: JON,
    acceptedAt: new Date().toISOString(),
  };
  await registry.write(record, world.orchestrator);
}
