import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { changeServerFile } from '../../../demo/standins/powershell/server-file.ts';
import { createSigningKey, publicSigningKey } from '../../../src/contracts/trust/signing.ts';
import { ownEngine } from '../../../src/process/bullmq/scripts.ts';
import { ConfigurationError } from '../../../src/process/errors.ts';
import { lineOf, type NamedCondition } from '../../../src/process/readiness/condition.ts';
import { createRedisKeys, type RedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { checkRunner } from '../../../src/runners/checks/checks.ts';
import { createRunnerHome } from '../../../src/runners/identity/enrol.ts';
import { closedPort, startTls } from '../../support/broken-environment.ts';
import { STAND_IN_POWERSHELL } from '../../support/mid-server.ts';
import { createRunnerUser } from '../../support/runner-user.ts';
import { runToEnd } from '../../support/start-product.ts';

type Environment = Record<string, string>;

const RUNNER = 'mid1-elevated';
const printed: string[] = [];
let admin: Redis;
let keys: RedisKeys;
let folder: string;
let env: Environment;
let user: Awaited<ReturnType<typeof createRunnerUser>>;

beforeEach(async () => {
  admin = new Redis(inject('redisUrl'));
  const namespace = `test-${randomUUID().slice(0, 8)}`;
  keys = createRedisKeys(namespace);
  user = await createRunnerUser(admin, keys, inject('redisUrl'), RUNNER);
  folder = mkdtempSync(join(tmpdir(), 'exo-check-runner-'));
  const home = join(folder, RUNNER);
  const orchestratorKey = publicSigningKey(await createSigningKey());
  await createRunnerHome(home, { id: RUNNER, server: 'mid1', capabilities: ['elevated'], orchestratorKey });
  await admin.set(keys.engine(RUNNER), JSON.stringify(ownEngine()));
  env = {
    EXO_NAMESPACE: namespace,
    EXO_RUNNER_HOME: home,
    EXO_POWERSHELL: STAND_IN_POWERSHELL,
    EXO_STANDIN_STATE: folder,
    EXO_STANDIN_SERVER: 'mid1',
    EXO_STANDIN_ACCOUNT: 'LocalSystem',
    EXO_STANDIN_URL: 'https://127.0.0.1:1',
    REDIS_URL: user.url,
  };
});

afterEach(async () => {
  await user[Symbol.asyncDispose]();
  const left = await admin.keys(`${keys.prefix}:*`);
  if (left.length > 0) await admin.del(left);
  admin.disconnect();
  rmSync(folder, { recursive: true, force: true });
});

afterAll(() => void process.stdout.write(`\n${printed.join('\n')}\n${printed.length} broken runners\n`));

/** Each PowerShell is a process, so only what it says is asked of it. */
async function troublesOf(given: Environment, ofModule?: () => Promise<[]>): Promise<string[]> {
  const conditions = await checkRunner(given, ofModule).catch((error: unknown): NamedCondition[] => {
    if (!(error instanceof ConfigurationError)) throw error;
    return [{ name: 'configuration', state: 'stops', says: error.message, advice: error.advice }];
  });
  return conditions.filter(({ state }) => state !== 'ok').map(lineOf);
}

function inHome(file: string): string {
  return join(env['EXO_RUNNER_HOME'] ?? '', file);
}

function without(name: string): Environment {
  return Object.fromEntries(Object.entries(env).filter(([each]) => each !== name));
}

describe('npm run check -- runner', () => {
  it('finds nothing wrong with a runner that may do what it needs and no more, and leaves nothing in Redis', async () => {
    const before = await admin.keys(`${keys.prefix}:*`);

    expect(await troublesOf(env)).toEqual([]);
    expect((await admin.keys(`${keys.prefix}:*`)).filter((key) => !key.endsWith(':check'))).toEqual(before);
    expect((await user.denied()).map(({ object }) => object)).toEqual([keys.run('check')]);
  });

  it('is a line for each thing and a sentence at the end, from the folder of the bundle alone', async () => {
    const ended = await runToEnd(join(import.meta.dirname, '../../../src/runners/check.ts'), env);

    expect(ended.code).toBe(0);
    for (const name of ['configuration', 'folder', 'file keys.json', 'redis', 'redis-user', 'accepted', 'jobs']) {
      expect(ended.out).toMatch(new RegExp(`^ok +${name}: `, 'm'));
    }
    for (const name of ['powershell-version', 'exchange-module', 'clock', 'language-mode']) {
      expect(ended.out).toMatch(new RegExp(`^ok +${name}: `, 'm'));
    }
    expect(ended.out).toMatch(/^the runner can do its work\.$/m);
  });
});

/** What is broken, how, and what is said. */
type Row = [what: string, change: () => Environment | Promise<Environment>, says: RegExp];

function expectLine(what: string, troubles: readonly string[], says: RegExp): void {
  printed.push(`${what.padEnd(48)} | ${troubles.map((line) => line.replaceAll(/\s+/g, ' ')).join(' // ')}`);

  expect(troubles).toHaveLength(1);
  expect(troubles[0]).toMatch(says);
  expect(troubles[0]).not.toContain('password-of');
}

describe('npm run check -- runner says what is wrong and what to do, when', () => {
  it.each<Row>([
    ['EXO_RUNNER_HOME is missing', () => without('EXO_RUNNER_HOME'), /EXO_RUNNER_HOME is not set.*runner:enrol/],
    [
      'it was never enrolled',
      () => ({ ...env, EXO_RUNNER_HOME: join(folder, 'mid1-connect') }),
      /runner\.json cannot be read.*Enrol this runner again/,
    ],
    [
      'its keys are not keys',
      () => {
        writeFileSync(inHome('keys.json'), '{}');
        return env;
      },
      /keys\.json does not have the expected form.*Enrol/,
    ],
    [
      'its keys can be read by everybody',
      () => {
        chmodSync(inHome('keys.json'), 0o644);
        return env;
      },
      /warning file keys\.json: .*can be read by others.*chmod 600/,
    ],
    ['REDIS_URL is missing', () => without('REDIS_URL'), /address of Redis is missing.*Set REDIS_URL/],
    [
      'Redis is not started',
      async () => ({ ...env, REDIS_URL: `redis://127.0.0.1:${await closedPort()}` }),
      /cannot be reached.*Start Redis/,
    ],
    [
      'the password is wrong',
      () => ({ ...env, REDIS_URL: user.url.replace('password-of', 'not-this') }),
      /does not take the user or password/,
    ],
    [
      'it has the namespace of another installation',
      () => ({ ...env, EXO_NAMESPACE: 'other' }),
      /is not the one of mid1-elevated in the namespace other.*npm run runner:acl -- mid1-elevated/,
    ],
    [
      'it has the Redis user of the administrator',
      () => ({ ...env, REDIS_URL: inject('redisUrl') }),
      /warning redis-user: .*reaches keys of others.*runner:acl/,
    ],
    [
      'nobody has accepted it',
      async () => {
        await admin.set(keys.enrolment(RUNNER), '{}');
        return env;
      },
      /nobody has accepted it yet.*@exo runners/,
    ],
    [
      'jobs is not running',
      async () => {
        await admin.del(keys.engine(RUNNER));
        return env;
      },
      /jobs is not running, or does not know mid1-elevated.*Start jobs/,
    ],
    [
      'jobs has another BullMQ',
      async () => {
        await admin.set(keys.engine(RUNNER), JSON.stringify({ ...ownEngine(), bullmq: '9.0.0', scripts: 'other' }));
        return env;
      },
      /stops {3}jobs: .*jobs has 9\.0\.0.*new bundle/,
    ],
  ])('%s', async (what, change, says) => expectLine(what, await troublesOf(await change(), async () => []), says));

  it.each<Row>([
    [
      'PowerShell is missing',
      () => ({ ...env, EXO_POWERSHELL: join(folder, 'no-powershell') }),
      /stops {3}powershell-missing: .*EXO_POWERSHELL/,
    ],
    [
      'the Exchange module is too old',
      () => {
        changeServerFile(folder, { exchangeModuleVersion: '3.1.0' });
        return env;
      },
      /stops {3}module-too-old: .*3\.1\.0.*Install-Module ExchangeOnlineManagement/,
    ],
    [
      'its clock is off',
      () => {
        changeServerFile(folder, { clockSkewSeconds: -400 });
        return env;
      },
      /stops {3}clock: .*-400 seconds.*w32tm/,
    ],
  ])('%s', async (what, change, says) => expectLine(what, await troublesOf(await change()), says));

  it('the CA of Redis is not known: the installer takes it', async () => {
    using tls = await startTls(['localhost']);
    const far = { ...env, REDIS_URL: `rediss://localhost:${tls.port}` };
    const troubles = await troublesOf(far, async () => []);

    expect(troubles).toEqual([expect.stringMatching(/signed by a CA that Node\.js does not know.*-RedisCa/)]);
  });
});
