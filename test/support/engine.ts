import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { CLOUD_QUEUE } from '../../src/contracts/job.ts';
import type { PublicJwk } from '../../src/contracts/trust/keys.ts';
import { createSealKey } from '../../src/contracts/trust/seal-key.ts';
import { createSealingKey, publicSealingKey } from '../../src/contracts/trust/sealing.ts';
import { createSigningKey, publicSigningKey, type SigningJwk } from '../../src/contracts/trust/signing.ts';
import type { Authorize } from '../../src/jobs/guard/privilege.ts';
import type { OrchestratorContext } from '../../src/jobs/orchestrator/context.ts';
import { startOrchestrator } from '../../src/jobs/orchestrator/loop.ts';
import { createQueues } from '../../src/jobs/orchestrator/queue/queues.ts';
import { startWorkerScripts } from '../../src/jobs/worker-scripts.ts';
import { type JobMemory, type StepHandlers, startStepWorker } from '../../src/process/bullmq/step-worker.ts';
import { createRedisKeys } from '../../src/process/redis/redis-keys.ts';
import { RunnerRegistry } from '../../src/runs/fleet/runner-registry.ts';
import type { Run } from '../../src/runs/run.ts';
import { allowAll } from './guard.ts';
import { JON } from './run-request.ts';
import { makeStore } from './store.ts';
import { until } from './until.ts';

/** The engine with a real Redis and real BullMQ in a namespace of its own; the code of the steps is the test's. */
export async function createEngine(redisUrl: string, options: { readonly signingKey?: SigningJwk } = {}) {
  const resources = new AsyncDisposableStack();
  const logs: { level: number; msg: string }[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void logs.push(JSON.parse(line)) });
  const keys = createRedisKeys(`test-${randomUUID().slice(0, 8)}`);
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  resources.defer(async () => {
    const left = await redis.keys(`${keys.prefix}:*`);
    if (left.length > 0) await redis.del(left);
    redis.disconnect();
  });
  const now = () => Date.now();
  /** The orchestrator's. */
  const signingKey = options.signingKey ?? (await createSigningKey());
  const publicKeys = [publicSigningKey(signingKey)] as const;
  const sealKey = await createSealKey();
  const { seal, records, store, quarantine } = makeStore(redis, keys, sealKey, { now, logger });
  const runners = new RunnerRegistry(redis, keys, publicKeys, logger);
  const queues = resources.use(createQueues(redis, keys, logger));
  const common = { keys, redis, logger, orchestratorKeys: publicKeys };
  const runnerKeys = new Map<string, SigningJwk>();

  /** Makes the runner's keys and accepts them; done again it keeps the key that it signs with. */
  async function acceptRunner(id: string, sealKey?: PublicJwk): Promise<SigningJwk> {
    const key = runnerKeys.get(id) ?? (await createSigningKey());
    runnerKeys.set(id, key);
    const record = {
      v: 2 as const,
      id,
      server: id.split('-')[0] ?? id,
      signKey: publicSigningKey(key),
      sealKey: sealKey ?? publicSealingKey(await createSealingKey()),
      generation: (await runners.generation(id)) + 1,
      acceptedBy: JON,
      acceptedAt: new Date().toISOString(),
    };
    await runners.write(record, signingKey);
    return key;
  }

  async function removeRunner(id: string): Promise<void> {
    const record = await runners.get(id);
    if (!record) return;
    const { statement: _, ...last } = record;
    await runners.write({ ...last, generation: last.generation + 1, removed: true }, signingKey);
  }

  const context: OrchestratorContext = {
    authorize: allowAll,
    redis,
    keys,
    store,
    quarantine,
    runners,
    queue: queues.get,
    signingKeys: [signingKey],
    publicKeys,
    logger,
    now,
    random: Math.random,
  };

  return {
    context,
    redis,
    keys,
    store,
    quarantine,
    runners,
    queues,
    signingKey,
    sealKey,
    seal,
    records,
    logs,
    runnerKeys,
    startOrchestrator(authorize: Authorize = allowAll) {
      resources.use(startWorkerScripts({ redis, keys, runners: [], logger }));
      const started = startOrchestrator({ ...context, authorize });
      resources.use(started);
      return started;
    },
    async startCloudWorker(steps: StepHandlers) {
      return resources.use(await startStepWorker({ ...common, queue: CLOUD_QUEUE, signingKey, steps, concurrency: 5 }));
    },
    acceptRunner,
    removeRunner,
    /** Accepts the runner and starts its worker. */
    async startRunner(
      id: string,
      steps: StepHandlers,
      more: { memory?: JobMemory; sealKey?: PublicJwk; now?: () => number } = {},
    ) {
      const key = await acceptRunner(id, more.sealKey);
      const { memory, now: clock } = more;
      const worker = await startStepWorker({
        ...common,
        queue: id,
        signingKey: key,
        steps,
        concurrency: 1,
        ...(memory ? { memory } : {}),
        ...(clock ? { now: clock } : {}),
      });
      return resources.use(worker);
    },
    /** Waits until the run is as wanted. */
    async untilRun(id: string, wanted: (run: Run) => boolean, withinMs?: number): Promise<Run> {
      return until(
        async () => {
          const run = await store.get(id);
          return run && wanted(run) ? run : undefined;
        },
        async () => JSON.stringify((await store.get(id))?.steps.map((step) => [step.id, step.state, step.error?.code])),
        withinMs,
      );
    },
    async [Symbol.asyncDispose]() {
      await resources.disposeAsync();
    },
  };
}
