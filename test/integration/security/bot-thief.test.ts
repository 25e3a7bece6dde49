import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { signRunnerRecord } from '../../../src/contracts/fleet/runner-record.ts';
import { type RunnerRequest, signRunnerRequest } from '../../../src/contracts/fleet/runner-request.ts';
import { audience, CLOUD_QUEUE, type JobData } from '../../../src/contracts/job.ts';
import {
  createSigningKey,
  requestHash,
  type SigningJwk,
  signJob,
  signResult,
} from '../../../src/contracts/trust/signing.ts';
import { botAclRule } from '../../../src/process/redis/process-acl.ts';
import { aclPassword } from '../../../src/process/redis/runner-acl.ts';
import { createRunnerRequests } from '../../../src/runs/fleet/runner-requests.ts';
import { acceptedRecord } from '../../support/accepted-record.ts';
import { makeConfig } from '../../support/bot-config.ts';
import { createEngine } from '../../support/engine.ts';
import { quietLogger, startTestRegistrar } from '../../support/registrar.ts';
import { JON, MIA, makeRequest } from '../../support/run-request.ts';
import { until } from '../../support/until.ts';

const RUNNER = 'mid1-elevated';

let resources: AsyncDisposableStack;
let engine: Awaited<ReturnType<typeof createEngine>>;
/** What lies on the bot's host: the bot key, the seal key, and the password of the bot's Redis user. */
let botKey: SigningJwk;
let thief: Redis;
let executed: string[];

beforeEach(async () => {
  resources = new AsyncDisposableStack();
  engine = resources.use(await createEngine(inject('redisUrl')));
  botKey = await createSigningKey();
  executed = [];
  const user = `${engine.keys.prefix.slice(1, -1)}.bot`;
  await engine.redis.call(
    'ACL',
    'SETUSER',
    user,
    ...botAclRule(engine.keys, aclPassword('password-of-the-bot-in-a-test')),
  );
  resources.defer(async () => void (await engine.redis.call('ACL', 'DELUSER', user)));
  const url = new URL(inject('redisUrl'));
  url.username = user;
  url.password = 'password-of-the-bot-in-a-test';
  thief = new Redis(url.href, { maxRetriesPerRequest: null, disableClientInfo: true });
  resources.defer(() => thief.disconnect());
  const step = (name: string) => async () => void executed.push(name);
  await engine.startCloudWorker({ 'grant-consent': step('grant'), 'attach-certificate': step('attach') });
  await engine.startRunner(RUNNER, { 'share-certificate': step('share') });
});
afterEach(() => resources.disposeAsync());

function claimsFor(queue: string, step: string) {
  const now = Math.floor(Date.now() / 1000);
  const id = `contoso-1.${step}.${randomUUID().slice(0, 6)}`;
  const input = { thumbprint: 'A'.repeat(40), storeLocation: 'LocalMachine', account: 'CORP\\thief' };
  return {
    ...({ iss: 'orchestrator', aud: audience(queue), jti: id, iat: now, exp: now + 600 } as const),
    ...{ run: 'contoso-1', step, do: step, attempt: 1, input },
  };
}

describe('whoever took the host of the bot, with its keys and its Redis user', () => {
  it.each([
    [CLOUD_QUEUE, 'grant-consent'],
    [CLOUD_QUEUE, 'attach-certificate'],
    [RUNNER, 'share-certificate'],
  ])('cannot give %s a job: neither by Redis nor by signature', async (name, step) => {
    await expect(thief.hset(`${engine.keys.prefix}:${name}:x`, 'data', '{}')).rejects.toThrow('NOPERM');
    await expect(thief.lpush(`${engine.keys.prefix}:${name}:wait`, 'x')).rejects.toThrow('NOPERM');

    // Even with all of Redis: the worker does not believe the bot's key.
    const queue = new Queue<JobData, string>(name, { connection: engine.redis, prefix: engine.keys.prefix });
    resources.defer(() => queue.close());
    const claims = claimsFor(name, step);
    await queue.add(step, { jws: await signJob(claims, botKey) }, { jobId: claims.jti });
    const job = await until(async () => {
      const each = await queue.getJob(claims.jti);
      return each?.failedReason ? each : undefined;
    });

    expect(job.failedReason).toContain('refused');
    expect(executed).toEqual([]);
  });

  it('cannot answer for a worker', async () => {
    const { id } = await engine.store.create(makeRequest());
    engine.startOrchestrator();
    const jobId = `${id}.check-tenant.1`;
    const queue = engine.queues.get(CLOUD_QUEUE);
    const job = await until(async () => (await queue.getJob(jobId)) ?? undefined);
    const answer = await signResult(
      {
        ...({ iss: 'cloud', aud: 'orchestrator', jti: jobId, iat: Math.floor(Date.now() / 1000) } as const),
        req: requestHash(job.data.jws),
        outcome: { status: 'done', output: {} },
      },
      botKey,
    );
    await expect(thief.hset(`${engine.keys.prefix}:cloud:${jobId}`, 'returnvalue', answer)).rejects.toThrow('NOPERM');
  });

  it('cannot write the record of a runner, and its signature on one counts for nothing', async () => {
    const forged = await signRunnerRecord(await acceptedRecord('evil-elevated'), botKey);

    await expect(thief.hset(engine.keys.runners, 'evil-elevated', forged)).rejects.toThrow('NOPERM');
    await engine.redis.hset(engine.keys.runners, 'evil-elevated', forged);

    expect([...(await engine.runners.all()).keys()]).toEqual([RUNNER]);
  });

  it('cannot have keys of its own accepted in the names of an admin and an approver', async () => {
    const { redis, keys, seal, records, signingKey } = engine;
    const { roles } = makeConfig();
    const config = makeConfig({ roles: { ...roles, admin: [{ person: MIA.id, name: MIA.name }] } });
    resources.use(
      startTestRegistrar({ redis, keys, seal, config, orchestratorKey: signingKey, botKey, logger: quietLogger }),
    );
    const own = await acceptedRecord('mid2-elevated');
    const left = JSON.stringify({
      id: own.id,
      server: own.server,
      host: 'x',
      proof: 'x',
      signKey: own.signKey,
      sealKey: own.sealKey,
    });

    await expect(thief.set(keys.enrolment(own.id), left)).rejects.toThrow('NOPERM');
    const request: RunnerRequest = {
      ...({ iss: 'bot', do: 'accept', jti: randomUUID(), iat: Math.floor(Date.now() / 1000) } as const),
      ...{ runner: own.id, server: own.server, signKey: own.signKey, sealKey: own.sealKey, generation: 1 },
      ...{ by: { id: JON.id, name: JON.name }, tokenBy: { id: MIA.id, name: MIA.name } },
    };
    await thief.rpush(keys.requests, await signRunnerRequest(request, botKey));
    const answer = await until(() => createRunnerRequests(redis, keys, records).answerTo(request.jti));

    expect(answer).toEqual({ done: false, why: 'changed' });
    expect(await engine.runners.get(own.id)).toBeUndefined();
  });
});
