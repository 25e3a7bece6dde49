import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { findFreePort } from '../../demo/system/ports.ts';
import { audience, type JobData } from '../../src/contracts/job.ts';
import { createSigningKey, publicSigningKey, signJob, verifyResult } from '../../src/contracts/trust/signing.ts';
import { startWorkerScripts } from '../../src/jobs/worker-scripts.ts';
import { callScriptsByHash } from '../../src/process/bullmq/scripts-by-hash.ts';
import { startStepWorker } from '../../src/process/bullmq/step-worker.ts';
import { startHeartbeat } from '../../src/process/heartbeat.ts';
import { createLogger } from '../../src/process/log/logger.ts';
import { createRedisKeys } from '../../src/process/redis/redis-keys.ts';
import { until } from '../support/until.ts';

const RUNNER = 'mid1-elevated';
const GUIDE = join(import.meta.dirname, '..', '..', 'docs', 'go-live.md');
const rule = new RegExp(`^user ${RUNNER} .*$`, 'm').exec(readFileSync(GUIDE, 'utf8'))?.[0] ?? '';
const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
const keys = createRedisKeys('ops');
const logger = createLogger('test', 'error');

test.skipIf(!hasRedis)(
  'the Redis user of docs/go-live.md lets a runner work, and reaches nothing of others',
  async () => {
    const port = await startRedis(`user default on nopass ~* &* +@all\n${rule}\n`);
    const everything = connect(`redis://127.0.0.1:${port}`);
    const own = callScriptsByHash(connect(`redis://${RUNNER}:PASSWORD@127.0.0.1:${port}`));
    const scripts = startWorkerScripts({ redis: everything, keys, runners: [RUNNER], logger });
    onTestFinished(() => scripts[Symbol.asyncDispose]());
    const orchestrator = await createSigningKey();
    const runner = await createSigningKey();
    const worker = await startStepWorker({
      queue: RUNNER,
      keys,
      redis: own,
      logger,
      orchestratorKeys: [publicSigningKey(orchestrator)],
      signingKey: runner,
      steps: {
        'grant-key-access': async (_input, context) => {
          await context.progress('half way');
          await until(() => context.signal.aborted || undefined);
          throw context.signal.reason;
        },
      },
      concurrency: 1,
    });
    onTestFinished(() => worker[Symbol.asyncDispose]());
    const about = { server: 'mid1', version: '1', node: 'v24' };
    const heartbeat = await startHeartbeat(own, keys, RUNNER, about, logger);
    onTestFinished(() => heartbeat[Symbol.asyncDispose]());
    const queue = new Queue<JobData, string>(RUNNER, { connection: everything, prefix: keys.prefix });
    onTestFinished(() => queue.close());

    const id = 'contoso-1.grant-key-access@mid1.1';
    const now = Math.floor(Date.now() / 1000);
    const input = { thumbprint: 'A'.repeat(40), storeLocation: 'LocalMachine', account: 'CORP\\svc-mid' };
    const step = { run: 'contoso-1', step: 'grant-key-access@mid1', do: 'grant-key-access', attempt: 1 };
    const claims = {
      iss: 'orchestrator',
      aud: audience(RUNNER),
      jti: id,
      iat: now,
      exp: now + 60,
      ...step,
      input,
    } as const;
    const jws = await signJob(claims, orchestrator);
    await queue.add('grant-key-access', { jws }, { jobId: id, delay: 300 });
    await until(async () => ((await queue.getJob(id))?.progress ? true : undefined));
    await everything.sadd(keys.cancelled(RUNNER), id);
    const result = await until(async () => (await queue.getJob(id))?.returnvalue ?? undefined);

    const expected = { keys: [publicSigningKey(runner)], issuer: audience(RUNNER), jobId: id, jobJws: jws };
    const { outcome } = await verifyResult(result, expected);
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'step-interrupted' } });
    expect(await own.ping()).toBe('PONG');
    expect(await own.set(keys.enrolment(RUNNER), '{}', 'PX', 1000)).toBe('OK');
    expect(await everything.exists(keys.heartbeat(RUNNER))).toBe(1);
    expect(await everything.call('ACL', 'LOG')).toEqual([]);

    await expect(own.hget(keys.run('contoso-1'), 'doc')).rejects.toThrow('NOPERM');
    await expect(own.get(keys.heartbeat(`${RUNNER}2`))).rejects.toThrow('NOPERM');
    await expect(own.hgetall(keys.runners)).rejects.toThrow('NOPERM');
    await expect(own.eval('while true do end', 0)).rejects.toThrow('NOPERM');
    await expect(own.publish('x', 'y')).rejects.toThrow('NOPERM');
  },
);

async function startRedis(users: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'exo-redis-user-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const port = await findFreePort();
  writeFileSync(join(folder, 'users.acl'), users);
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const server = spawn('redis-server', [...args, '--aclfile', join(folder, 'users.acl')], { stdio: 'pipe' });
  onTestFinished(async () => {
    server.kill();
    if (server.exitCode === null) await once(server, 'exit');
  });
  let output = '';
  server.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await until(
    () => output.includes('Ready to accept connections') || undefined,
    () => output,
  );
  return port;
}

function connect(url: string): Redis {
  const client = new Redis(url, { maxRetriesPerRequest: null, disableClientInfo: true });
  onTestFinished(() => client.disconnect());
  return client;
}
