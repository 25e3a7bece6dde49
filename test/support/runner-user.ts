import { Redis } from 'ioredis';
import { z } from 'zod';
import { createSealingKey, publicSealingKey, type SealingJwk } from '../../src/contracts/trust/sealing.ts';
import { createSigningKey, publicSigningKey, type SigningJwk } from '../../src/contracts/trust/signing.ts';
import { startWorkerScripts } from '../../src/jobs/worker-scripts.ts';
import { callScriptsByHash } from '../../src/process/bullmq/scripts-by-hash.ts';
import { type StepHandlers, startStepWorker } from '../../src/process/bullmq/step-worker.ts';
import { startHeartbeat } from '../../src/process/heartbeat.ts';
import { createLogger, type Logger } from '../../src/process/log/logger.ts';
import { connectRedis } from '../../src/process/redis/connection.ts';
import { aclPassword, runnerAclRule } from '../../src/process/redis/runner-acl.ts';
import type { createEngine } from './engine.ts';
import { JON } from './run-request.ts';

type Engine = Awaited<ReturnType<typeof createEngine>>;
type Keys = Engine['keys'];

/** A Redis user for one runner, made with the product's rule by the administrator of `admin`; disposing removes it. */
export async function createRunnerUser(admin: Redis, keys: Keys, redisUrl: string, runner: string) {
  // The product calls the user like the runner; here other tests have runners of that name in the same Redis.
  const name = `${keys.prefix.slice(1, -1)}.${runner}`;
  const password = `password-of-${runner}-in-a-test`;
  await admin.call('ACL', 'SETUSER', name, ...runnerAclRule(keys, runner, aclPassword(password)));
  const url = new URL(redisUrl);
  url.username = name;
  url.password = password;
  return {
    name,
    url: url.href,
    /** A bare connection of this user, as an attacker with its password would open. */
    connect: () => new Redis(url.href, { maxRetriesPerRequest: null, disableClientInfo: true }),
    /** What Redis refused this user since the log was last emptied; other users' entries are left out. */
    denied: async () => Denied.parse(await admin.call('ACL', 'LOG', '128')).filter((entry) => entry.username === name),
    async [Symbol.asyncDispose]() {
      await admin.call('ACL', 'DELUSER', name);
    },
  };
}

/** `ACL LOG` answers a flat list of names and values for each entry. */
const Denied = z.array(
  z.array(z.unknown()).transform((flat) => {
    const entry = Object.fromEntries(flat.flatMap((name, at) => (at % 2 ? [] : [[String(name), flat[at + 1]]])));
    return z.object({ username: z.string(), reason: z.string(), object: z.string(), context: z.string() }).parse(entry);
  }),
);

/** A runner as the product runs it: its own Redis user, its own keys, accepted, with worker and heartbeat. */
export async function startRunnerAsUser(
  engine: Engine,
  redisUrl: string,
  id: string,
  makeSteps: (keys: { sign: SigningJwk; seal: SealingJwk }) => StepHandlers,
  /** `scripts: false`: nobody loads BullMQ's scripts, as when jobs is not running. */
  { logger = createLogger('test', 'silent'), scripts = true }: { logger?: Logger; scripts?: boolean } = {},
) {
  const resources = new AsyncDisposableStack();
  const own = { sign: await createSigningKey(), seal: await createSealingKey() };
  const server = id.split('-')[0] ?? id;
  const record = { id, server, signKey: publicSigningKey(own.sign), sealKey: publicSealingKey(own.seal) };
  const acceptedAt = new Date().toISOString();
  await engine.runners.write({ v: 2, ...record, generation: 1, acceptedBy: JON, acceptedAt }, engine.signingKey);

  const user = resources.use(await createRunnerUser(engine.redis, engine.keys, redisUrl, id));
  if (scripts) resources.use(startWorkerScripts({ redis: engine.redis, keys: engine.keys, runners: [id], logger }));
  const redis = callScriptsByHash(connectRedis(user.url, logger));
  resources.defer(() => redis.disconnect());
  const worker = {
    queue: id,
    keys: engine.keys,
    redis,
    logger,
    orchestratorKeys: [publicSigningKey(engine.signingKey)],
    signingKey: own.sign,
    steps: makeSteps(own),
    concurrency: 1,
  };
  resources.use(await startStepWorker(worker));
  const about = { server, version: '0', node: process.version };
  resources.use(await startHeartbeat(redis, engine.keys, id, about, logger));
  return { user, redis, keys: own, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
