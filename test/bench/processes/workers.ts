import { setTimeout as wait } from 'node:timers/promises';
import { CLOUD_QUEUE } from '../../../src/contracts/job.ts';
import { STEPS, type StepContext, type StepName } from '../../../src/contracts/steps/index.ts';
import { startStepWorker } from '../../../src/process/bullmq/step-worker.ts';
import { FRESH } from '../../support/step-outputs.ts';
import { durationOf } from '../durations.ts';
import { CLOUD_CONCURRENCY } from '../groups.ts';
import { openWorld } from '../world.ts';
import { sayProcessorTime } from './cpu-time.ts';

const { redis, keys, world, publicKeys, logger } = openWorld(process.argv[2] ?? '');
const began = process.argv[3] === 'say';

const steps = Object.fromEntries(
  Object.keys(STEPS).map((name) => [
    name,
    async (_input: unknown, { job }: StepContext) => {
      if (began) process.stdout.write(`${JSON.stringify({ began: job.id, at: Date.now() })}\n`);
      const ms = durationOf(name as StepName, job.run);
      if (ms > 0) await wait(ms);
      return FRESH[name as StepName];
    },
  ]),
);
const common = { keys, redis, logger, orchestratorKeys: publicKeys, steps };
await startStepWorker({
  ...common,
  queue: CLOUD_QUEUE,
  signingKey: world.orchestrator,
  concurrency: CLOUD_CONCURRENCY,
});
for (const [queue, signingKey] of Object.entries(world.runners)) {
  await startStepWorker({ ...common, queue, signingKey, concurrency: 1 });
}
sayProcessorTime();
process.stdout.write('ready\n');
