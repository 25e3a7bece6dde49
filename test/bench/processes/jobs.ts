import { startOrchestrator } from '../../../src/jobs/orchestrator/loop.ts';
import { createQueues } from '../../../src/jobs/orchestrator/queue/queues.ts';
import { allowAll } from '../../support/guard.ts';
import { openWorld } from '../world.ts';
import { sayProcessorTime } from './cpu-time.ts';

const { redis, keys, store, quarantine, registry, world, publicKeys, logger } = openWorld(process.argv[2] ?? '');
startOrchestrator({
  redis,
  keys,
  store,
  quarantine,
  authorize: allowAll,
  runners: registry,
  queue: createQueues(redis, keys, logger).get,
  signingKeys: [world.orchestrator],
  publicKeys,
  logger,
  now: () => Date.now(),
  random: Math.random,
});
sayProcessorTime();
process.stdout.write('ready\n');
