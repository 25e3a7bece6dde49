import { Worker } from 'bullmq';
import { CLOUD_QUEUE } from '../../../src/contracts/job.ts';
import { CLOUD_CONCURRENCY } from '../groups.ts';
import { openWorld } from '../world.ts';
import { sayProcessorTime } from './cpu-time.ts';

/** As large as a signed result. */
const RESULT = 'x'.repeat(1200);

const { redis, keys, world } = openWorld(process.argv[2] ?? '');
for (const queue of [CLOUD_QUEUE, ...Object.keys(world.runners)]) {
  const worker = new Worker(queue, async () => RESULT, {
    connection: redis.duplicate({ maxRetriesPerRequest: null }),
    prefix: keys.prefix,
    autorun: false,
    concurrency: queue === CLOUD_QUEUE ? CLOUD_CONCURRENCY : 1,
    lockDuration: 10_000,
    stalledInterval: 5_000,
  });
  await worker.waitUntilReady();
  void worker.run();
}
sayProcessorTime();
process.stdout.write('ready\n');
