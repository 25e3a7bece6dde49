import type { RunnerRecord } from '../../../src/contracts/fleet/runner-record.ts';
import { publicSigningKey } from '../../../src/contracts/trust/signing.ts';
import { type JobMemory, startStepWorker } from '../../../src/process/bullmq/step-worker.ts';
import { startHeartbeat } from '../../../src/process/heartbeat.ts';
import { JON } from '../../support/run-request.ts';
import type { Host } from '../time/scheduler.ts';
import { stepsOf } from './cloud-steps.ts';
import { signingKeyOf } from './role-keys.ts';
import type { World } from './world.ts';

/** A runner as src/runners/main.ts puts it together. Its memory outlives the process, like the file that it is. */
export async function startRunner(world: World, host: Host, id: string, memory: JobMemory): Promise<void> {
  const { keys, logger, now, roleKeys } = world;
  const redis = world.redis(host);
  const about = { server: id.split('-')[0] ?? id, version: '0.1.0', node: 'v24' };
  await startHeartbeat(redis, keys, id, about, logger);
  await startStepWorker({
    queue: id,
    keys,
    redis,
    logger,
    orchestratorKeys: [publicSigningKey(roleKeys.orchestrator)],
    signingKey: signingKeyOf(id),
    steps: stepsOf(world, host, id),
    concurrency: 1,
    memory,
    now,
  });
}

/** What stands in the file of a runner. */
export function createMemory(): JobMemory {
  const results = new Map<string, string>();
  return {
    recall: (jti) => results.get(jti),
    remember: (jti, _, result) => void results.set(jti, result),
  };
}

/** A point of P-256: nothing is sealed for it here, because the steps are not those of the product. */
const SEAL_KEY = {
  kty: 'EC',
  crv: 'P-256',
  x: 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',
  y: 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU',
  kid: 'sealing',
} as const;

/** The record with which Jon accepted a runner. */
export function recordOf(id: string, acceptedAt: string): RunnerRecord {
  return {
    v: 2,
    id,
    server: id.split('-')[0] ?? id,
    signKey: publicSigningKey(signingKeyOf(id)),
    sealKey: SEAL_KEY,
    generation: 1,
    acceptedBy: { id: JON.id, name: JON.name },
    acceptedAt,
  };
}
