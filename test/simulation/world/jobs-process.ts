import { CLOUD_QUEUE } from '../../../src/contracts/job.ts';
import { publicSigningKey } from '../../../src/contracts/trust/signing.ts';
import { createAdminGuard } from '../../../src/jobs/guard/admin-act.ts';
import { startOrchestrator } from '../../../src/jobs/orchestrator/loop.ts';
import { createQueues } from '../../../src/jobs/orchestrator/queue/queues.ts';
import { startStepWorker } from '../../../src/process/bullmq/step-worker.ts';
import { RunnerRegistry } from '../../../src/runs/fleet/runner-registry.ts';
import type { RunStore } from '../../../src/runs/store/store.ts';
import { guardOf } from '../../support/guard.ts';
import { FRESH } from '../../support/step-outputs.ts';
import { makeStore } from '../../support/store.ts';
import type { Host } from '../time/scheduler.ts';
import { stepsOf } from './cloud-steps.ts';
import type { World } from './world.ts';

function adminGuard(world: World, store: Pick<RunStore, 'get'>) {
  const { config } = world;
  return createAdminGuard({
    findRun: (id) => store.get(id),
    config,
    isAdmin: async (id) => config.roles.admin.some((holder) => 'person' in holder && holder.person === id),
    remember: async ({ job }) => world.usePrivilege(job.id),
    refused: async () => undefined,
  });
}

/** The jobs process: orchestrator, guard and cloud worker as src/jobs/main.ts puts them together. */
export async function startJobs(world: World, host: Host): Promise<void> {
  const { keys, logger, now, roleKeys } = world;
  const redis = world.redis(host);
  const publicKeys = [publicSigningKey(roleKeys.orchestrator)];
  const { store, quarantine } = makeStore(redis, keys, roleKeys.seal, { now, logger });
  const runners = new RunnerRegistry(redis, keys, publicKeys, logger, { quarantine });
  const authorize = guardOf(store, roleKeys.bot, {
    config: world.config,
    now,
    clientId: FRESH['register-application'].createdByAppId,
    remember: async ({ job }) => world.usePrivilege(job.id),
    ...(world.estate ? { isSuspended: (id: string) => store.isSuspended(id) } : {}),
  });
  await startStepWorker({
    queue: CLOUD_QUEUE,
    keys,
    redis,
    logger,
    orchestratorKeys: publicKeys,
    signingKey: roleKeys.orchestrator,
    steps: stepsOf(world, host, CLOUD_QUEUE, { authorize, requireAdmin: adminGuard(world, store) }),
    concurrency: 5,
    now,
  });
  startOrchestrator({
    redis,
    keys,
    store,
    authorize,
    quarantine,
    runners,
    queue: createQueues(redis, keys, logger).get,
    signingKeys: [roleKeys.orchestrator],
    publicKeys,
    logger,
    now,
    random: Math.random,
  });
}
