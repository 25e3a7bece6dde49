import { CLOUD_QUEUE } from '../contracts/job.ts';
import { publicSigningKey } from '../contracts/signing.ts';
import { createGraph } from '../graph/client.ts';
import { createCredential } from '../graph/credential.ts';
import { runnerIds } from '../process/config/server-groups.ts';
import { startHealth } from '../process/health.ts';
import { createKeys } from '../process/keys.ts';
import { createLogger } from '../process/logger.ts';
import { startProcess } from '../process/main.ts';
import { createQuarantine } from '../process/quarantine.ts';
import { createRecordSeal } from '../process/record-seal.ts';
import { connectRedis } from '../process/redis.ts';
import { createSealedRecords } from '../process/sealed-records.ts';
import { runProcess } from '../process/shutdown.ts';
import { startStepWorker } from '../process/worker.ts';
import { RunnerRegistry } from '../runs/runner-registry.ts';
import { RunStore } from '../runs/store.ts';
import { createApproverCheck } from './approvers.ts';
import { loadJobsConfig } from './config.ts';
import { startOrchestrator } from './orchestrator/loop.ts';
import { createQueues } from './orchestrator/queues.ts';
import { createCloudSteps } from './steps/index.ts';
import { startWorkerScripts } from './worker-scripts.ts';

await startProcess(async () => {
  const config = loadJobsConfig(process.env);
  const logger = createLogger('jobs', config.logLevel);
  const keys = createKeys(config.namespace);
  const now = () => Date.now();
  const publicKey = publicSigningKey(config.signingKey);
  const graph = createGraph({
    credential: (cloud) => createCredential(config.credential, cloud),
    ...(config.credential.graphUrl ? { graphUrl: config.credential.graphUrl } : {}),
  });

  await runProcess(logger, async (resources) => {
    const redis = connectRedis(config.redisUrl, logger);
    resources.defer(() => redis.disconnect());
    resources.use(await startHealth(config.healthPort, config.healthHost, redis, logger));
    const runners = runnerIds(config.exo.serverGroups);
    resources.use(startWorkerScripts({ redis, keys, runners, logger }));
    const queues = resources.use(createQueues(redis, keys, logger));
    const { clientId, authorityHost } = config.credential;
    const steps = createCloudSteps({
      graph,
      approvers: createApproverCheck(config.exo, graph),
      now,
      clientId,
      ...(authorityHost ? { authorityHost } : {}),
    });
    resources.use(
      await startStepWorker({
        queue: CLOUD_QUEUE,
        keys,
        redis,
        logger,
        orchestratorKey: publicKey,
        signingKey: config.signingKey,
        steps,
        concurrency: config.concurrency,
      }),
    );
    const quarantine = createQuarantine(redis, keys, logger, now);
    const records = createSealedRecords(redis, createRecordSeal(config.signingKey), quarantine);
    resources.use(
      startOrchestrator({
        redis,
        keys,
        store: new RunStore({ redis, keys, records, now }),
        quarantine,
        runners: new RunnerRegistry(redis, keys, publicKey, logger),
        queue: queues.get,
        signingKey: config.signingKey,
        publicKey,
        logger,
        now,
      }),
    );
    logger.info('jobs is ready');
  });
});
