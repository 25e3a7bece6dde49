import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { SigningJwk } from '../../src/contracts/trust/signing.ts';
import { createRedisKeys } from '../../src/process/redis/redis-keys.ts';
import { openAudit } from './audit.ts';

// A jobs process that writes down what waits for the audit log, says so, and does not come to take it from the queue:
// whoever reads "written" kills it right there.
const [url = '', namespace = '', keyFile = '', path = ''] = process.argv.slice(2);
const signingKey = SigningJwk.parse(JSON.parse(readFileSync(keyFile, 'utf8')));
const world = { redis: new Redis(url), keys: createRedisKeys(namespace), signingKey };
const { log } = await openAudit(world, path, (queue) => ({
  ...queue,
  drop: async () => {
    process.stdout.write('written\n');
    await new Promise(() => undefined);
  },
}));
await log.drain();
