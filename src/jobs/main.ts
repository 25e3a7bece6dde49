import { CLOUD_QUEUE } from '../contracts/job.ts';
import { createGraph } from '../graph/client.ts';
import { traceRequests } from '../graph/requests/trace-requests.ts';
import { createCredential } from '../graph/sign-in/credential.ts';
import { startStepWorker } from '../process/bullmq/step-worker.ts';
import { pinnedFingerprint, runnerIds } from '../process/config/server-groups.ts';
import { startHealth } from '../process/health.ts';
import { startForgetting } from '../process/keys/key-rings.ts';
import { runProcess, startProcess } from '../process/lifecycle.ts';
import { createLogger } from '../process/log/logger.ts';
import { createMetrics } from '../process/metrics/metrics.ts';
import { showOwnCertificate } from '../process/metrics/own-certificate.ts';
import { consentPageOf } from '../process/public-url.ts';
import { forgetGoneProcesses } from '../process/readiness/process-state.ts';
import { startReadiness } from '../process/readiness/readiness.ts';
import { createQuarantine } from '../process/records/quarantine.ts';
import { createRecordSeal } from '../process/records/record-seal.ts';
import { createSealedRecords } from '../process/records/sealed-records.ts';
import { connectRedis } from '../process/redis/connection.ts';
import { createRedisKeys } from '../process/redis/redis-keys.ts';
import { startTracing } from '../process/tracing/start.ts';
import { createDueList } from '../runs/due/due-list.ts';
import { RunnerRegistry } from '../runs/fleet/runner-registry.ts';
import { createRunnerRequests } from '../runs/fleet/runner-requests.ts';
import { createGroupStore } from '../runs/groups/store.ts';
import { RunStore } from '../runs/store/store.ts';
import { traceCommits } from '../runs/store/trace-commits.ts';
import { releaseRolledBack } from './audit/after-restore.ts';
import { startAudit } from './audit/start-audit.ts';
import { loadJobsConfig } from './config.ts';
import { createServerLook } from './drift-watch/server-look.ts';
import { createDriftWatch } from './drift-watch/watch.ts';
import { createDueLook } from './due/look-at-due.ts';
import { watchFleet } from './fleet-metrics.ts';
import { createGroupMover } from './groups/mover.ts';
import { createConfigurationCheck } from './guard/require-configured.ts';
import { createGuards } from './guards.ts';
import { createRoleCheck } from './has-role.ts';
import { startOrchestrator } from './orchestrator/loop.ts';
import { createQueues } from './orchestrator/queue/queues.ts';
import { startRegistrar } from './registrar/loop.ts';
import { createRenewals } from './renewals/begin-due.ts';
import { startRetention } from './retention/start.ts';
import { createSignInApproval } from './sign-in/start.ts';
import { createCloudSteps } from './steps/index.ts';
import { watchJobs } from './watch-readiness.ts';
import { startWorkerScripts } from './worker-scripts.ts';

await startProcess(async () => {
  const config = loadJobsConfig(process.env, Date.now());
  const logger = createLogger('jobs', config.logLevel);
  const keys = createRedisKeys(config.namespace);
  const now = () => Date.now();
  const metrics = createMetrics();
  const { orchestrator, orchestratorPublic, bot: botKeys, previous } = config.keys;
  const tracing = await startTracing(config.traces, { process: 'jobs', namespace: config.namespace }, logger);
  const graph = createGraph({
    credential: (cloud) => createCredential(config.credential, cloud),
    throttled: () => metrics.throttled('graph'),
    asked: traceRequests(tracing),
    ...(config.credential.graphUrl ? { graphUrl: config.credential.graphUrl } : {}),
  });

  await runProcess(logger, async (resources) => {
    resources.use(tracing);
    resources.use(startForgetting(previous, logger, now));
    const redis = connectRedis(config.redisUrl, logger);
    resources.defer(() => redis.disconnect());
    const readiness = resources.use(startReadiness(logger));
    resources.use(await startHealth(config.healthPort, config.healthHost, readiness, metrics, logger));
    const configured = runnerIds(config.exo.serverGroups);
    resources.use(startWorkerScripts({ redis, keys, runners: configured, logger }));
    const seal = createRecordSeal(config.keys.seal);
    const quarantine = createQuarantine(redis, keys, logger, now);
    const records = createSealedRecords(redis, seal, quarantine);
    const { exo, credential, secretFiles, approvalPage: listen } = config;
    const watched = { redis, keys, records, quarantine, graph, config: exo, credential, secretFiles, now };
    const looked = watchJobs(readiness, watched);
    const { proof } = credential;
    if (proof.kind === 'certificate') {
      showOwnCertificate(metrics.registry, 'application-certificate', proof.path, now);
    }
    const audit = await startAudit(
      {
        path: config.auditFile,
        config: config.exo,
        redis,
        keys,
        records,
        signingKey: orchestrator[0],
        publicKeys: orchestratorPublic,
        logger,
        now,
      },
      resources,
    );
    const queues = resources.use(createQueues(redis, keys, logger));
    const { clientId, authorityHost } = config.credential;
    const committed = traceCommits(tracing);
    const store = new RunStore({ redis, keys, records, heads: audit.index, now, committed });
    await forgetGoneProcesses({ redis, keys, records }, now());
    await releaseRolledBack({
      redis,
      keys,
      runs: new RunStore({ redis, keys, records, now }),
      index: audit.index,
      logger,
    });
    const hasRole = createRoleCheck(config.exo, graph);
    const signIn = createSignInApproval({ exo, credential, listen, logger, now });
    if (signIn) resources.use(await signIn.start(store, (id) => hasRole(id, 'approver')));
    const { authorize, requireAdmin } = createGuards({ config, store, audit, hasRole, signIn, logger, now });
    const runners = new RunnerRegistry(redis, keys, orchestratorPublic, logger, {
      newestGeneration: audit.index.generation,
      pin: (id) => pinnedFingerprint(config.exo.serverGroups, id),
      quarantine,
    });
    const lookAtServers = createServerLook({ redis, redisKeys: keys, store, runners, config: exo, now });
    const steps = createCloudSteps({
      graph,
      authorize,
      requireAdmin,
      requireConfigured: createConfigurationCheck(config.exo),
      now,
      clientId,
      earlierClientIds: exo.application.earlierClientIds,
      lookAtServers,
      ...(exo.publicUrl ? { redirectUri: consentPageOf(exo.publicUrl) } : {}),
      ...(authorityHost ? { authorityHost } : {}),
    });
    resources.use(
      await startStepWorker({
        queue: CLOUD_QUEUE,
        keys,
        redis,
        logger,
        orchestratorKeys: orchestratorPublic,
        signingKey: orchestrator[0],
        steps,
        concurrency: config.concurrency,
        metrics,
        tracing,
      }),
    );
    watchFleet(metrics.registry, { store, quarantine, runners, configured, now });
    resources.use(
      startRegistrar({
        redis,
        keys,
        config: config.exo,
        runners,
        requests: createRunnerRequests(redis, keys, records),
        botKeys,
        orchestratorKeys: orchestrator,
        hasRole,
        audit: audit.log.usePrivilege,
        logger,
        now,
      }),
    );
    const due = createDueList(redis, keys);
    const looking = { redis, keys, sealed: records, store, due, graph, lookAtServers, config: exo, logger, now };
    const watch = resources.use(createDriftWatch(looking));
    const groups = createGroupStore({ redis, keys, records, heads: audit.index, now });
    resources.use(
      startOrchestrator({
        redis,
        keys,
        store,
        authorize,
        quarantine,
        runners,
        queue: queues.get,
        signingKeys: orchestrator,
        publicKeys: orchestratorPublic,
        logger,
        tracing,
        now,
        random: Math.random,
        beginDue: createDueLook({
          store,
          due,
          works: { renewal: createRenewals({ store, due, config: exo, logger, now }), watch },
          now,
        }),
        groups: resources.use(createGroupMover({ ...looking, groups })),
        looked() {
          metrics.turned('orchestrator');
          looked();
        },
      }),
    );
    resources.use(startRetention({ redis, keys, seal, audit, config: exo, logger, now }));
    logger.info('jobs is ready');
  });
});
