import { join } from 'node:path';
import { verifyRunnerRecord } from '../contracts/fleet/runner-record.ts';
import { seal, unseal } from '../contracts/trust/sealing.ts';
import { compareEngines } from '../process/bullmq/engine-check.ts';
import { callScriptsByHash } from '../process/bullmq/scripts-by-hash.ts';
import { type StepHandlers, startStepWorker } from '../process/bullmq/step-worker.ts';
import { startHealth } from '../process/health.ts';
import { startHeartbeat } from '../process/heartbeat.ts';
import { runProcess, startProcess } from '../process/lifecycle.ts';
import { createLogger } from '../process/log/logger.ts';
import { createMetrics } from '../process/metrics/metrics.ts';
import { startReadiness } from '../process/readiness/readiness.ts';
import { redisProbe } from '../process/readiness/redis.ts';
import { connectRedis } from '../process/redis/connection.ts';
import { createRedisKeys } from '../process/redis/redis-keys.ts';
import { startTracing } from '../process/tracing/start.ts';
import { VERSION } from '../process/version.ts';
import { readBuild } from './build.ts';
import { stepsFor } from './capabilities.ts';
import { loadRunnerConfig } from './config.ts';
import { startFollowing } from './identity/follow.ts';
import { openPinnedKeys } from './identity/pinned-keys.ts';
import { openJobMemory } from './job-memory.ts';
import { createPowerShellHost } from './powershell/host.ts';
import { oneAtATime } from './powershell/one-at-a-time.ts';
import { startReporting } from './report/report-server.ts';
import { createRunnerSteps } from './steps/index.ts';

await startProcess(async () => {
  const config = loadRunnerConfig(process.env);
  const { identity, keys: runnerKeys, folder } = config.home;
  const logger = createLogger('runner', config.logLevel).child({ runner: identity.id });
  const keys = createRedisKeys(config.namespace);
  const metrics = createMetrics();
  const pinned = openPinnedKeys(folder, identity, Date.now());
  const powershell = oneAtATime(createPowerShellHost({ executable: config.powershell, logger, env: process.env }));
  const all: StepHandlers = createRunnerSteps({
    powershell,
    seal: (recipient, content, context) => seal(content, recipient, context),
    openRecord: (statement) => verifyRunnerRecord(statement, pinned.ring),
    unseal: (sealed, context) => unseal(sealed, runnerKeys.seal, context),
  });
  const steps = stepsFor(identity.capabilities, all);

  const traced = { process: 'runner', instance: identity.id, namespace: config.namespace };
  const tracing = await startTracing(config.traces, traced, logger);

  await runProcess(logger, async (resources) => {
    resources.use(tracing);
    const redis = callScriptsByHash(connectRedis(config.redisUrl, logger));
    resources.defer(() => redis.disconnect());
    const readiness = resources.use(startReadiness(logger));
    readiness.probe(redisProbe(redis));
    resources.use(await startHealth(config.healthPort, config.healthHost, readiness, metrics, logger));
    const build = readBuild();
    const about = {
      server: identity.server,
      version: VERSION,
      ...(build ? { build } : {}),
      node: process.version,
      // Asked with every heartbeat.
      get orchestratorKey() {
        return pinned.present.kid;
      },
    };
    const now = () => Date.now();
    resources.use(await startFollowing({ redis, keys, runner: identity.id, pinned, logger, now }));
    resources.use(
      await startStepWorker({
        queue: identity.id,
        keys,
        redis,
        logger,
        orchestratorKeys: pinned.ring,
        signingKey: runnerKeys.sign,
        steps,
        // One PowerShell at a time.
        concurrency: 1,
        metrics,
        tracing,
        memory: openJobMemory(join(folder, 'finished-jobs.jsonl'), () => Math.floor(Date.now() / 1000)),
      }),
    );
    const { id: runner, capabilities } = identity;
    const signingKey = runnerKeys.sign;
    resources.use(
      startReporting({ redis, redisKeys: keys, runner, capabilities, signingKey, powershell, logger, now }),
    );
    resources.use(await startHeartbeat(redis, keys, identity.id, about, logger));
    await compareEngines(redis, keys.engine(identity.id), logger);
    logger.info({ version: VERSION, build }, 'runner is ready');
  });
});
