import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { findFreePort } from '../../demo/system/ports.ts';
import { createSigningKey, publicSigningKey } from '../../src/contracts/trust/signing.ts';
import { until } from '../support/until.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const Service = z.looseObject({
  command: z.array(z.string()),
  entrypoint: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  user: z.string(),
  read_only: z.boolean(),
  cap_drop: z.array(z.string()),
  security_opt: z.array(z.string()),
  stop_grace_period: z.string(),
  secrets: z.array(z.string()),
  networks: z.array(z.string()),
  ports: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
});
const Process = Service.extend({
  image: z.string(),
  init: z.boolean(),
  depends_on: z.unknown(),
  healthcheck: z.unknown(),
});
const Compose = z.looseObject({
  services: z.object({ redis: Service, bot: Process, jobs: Process }),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});
const compose = Compose.parse(parse(read('infra/compose.yaml'), { merge: true }));
const { redis, bot, jobs } = compose.services;

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

describe('the Redis of the compose file', () => {
  test('keeps every write and evicts nothing', () => {
    expect(optionsOf(redis.command)).toMatchObject({
      '--appendonly': 'yes',
      '--appendfsync': 'always',
      '--maxmemory-policy': 'noeviction',
      '--dir': '/data',
    });
  });

  test('is reachable for bot and jobs alone', () => {
    expect(redis.networks).toEqual(['inside']);
    expect(compose.networks['inside']?.internal).toBe(true);
    expect(redis.ports).toBeUndefined();
  });

  test('differs with TLS only by TLS', () => {
    const tls = z
      .object({ services: z.object({ redis: z.object({ command: z.array(z.string()), ports: z.array(z.string()) }) }) })
      .parse(parse(read('infra/compose.tls.yaml'))).services.redis;

    expect(tls.command.slice(0, redis.command.length)).toEqual(redis.command);
    expect(Object.keys(optionsOf(tls.command.slice(redis.command.length - 1)))).toEqual([
      '--tls-port',
      '--tls-cert-file',
      '--tls-key-file',
      '--tls-auth-clients',
    ]);
    // Without TLS for the administrator on this machine alone.
    expect(tls.ports).toEqual(['6380:6380', '127.0.0.1:6379:6379']);
  });

  test.skipIf(!hasRedis)('starts with the users that make-secrets makes, and asks for the password', async () => {
    const secrets = makeSecrets();
    const port = await findFreePort();
    const addressOf = (user: string) =>
      readFileSync(join(secrets, `redis-url-${user}`), 'utf8')
        .trim()
        .replace('@redis:6379', `@127.0.0.1:${port}`);
    await startRedis(secrets, port);

    const known = connect(addressOf('admin'));
    const bot = connect(addressOf('bot'));
    const jobs = connect(addressOf('jobs'));
    const stranger = connect(`redis://127.0.0.1:${port}`);
    const health = connect(`redis://health:none@127.0.0.1:${port}`);

    await expect(known.config('GET', 'maxmemory-policy')).resolves.toEqual(['maxmemory-policy', 'noeviction']);
    await expect(stranger.get('x')).rejects.toThrow('NOAUTH');
    await expect(bot.set('{ops}:run:a', '1')).resolves.toBe('OK');
    await expect(bot.set('{ops}:cloud:wait', '1')).rejects.toThrow('NOPERM');
    await expect(jobs.set('{ops}:cloud:meta', '1')).resolves.toBe('OK');
    await expect(jobs.set('of others', '1')).rejects.toThrow('NOPERM');
    await expect(health.ping()).resolves.toBe('PONG');
    await expect(health.get('x')).rejects.toThrow('NOPERM');
  });

  test.skipIf(!hasRedis)(
    'keeps the users of runners over a restart, and takes those of make-secrets anew',
    async () => {
      const secrets = makeSecrets();
      const port = await findFreePort();
      const admin = readFileSync(join(secrets, 'redis-url-admin'), 'utf8').replace('@redis:6379', `@127.0.0.1:${port}`);
      const acl = (...args: string[]) =>
        promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'runner-acl.ts'), 'mid1-connect', ...args], {
          env: { ...process.env, REDIS_URL: admin.trim() },
        });
      const runner = () => {
        const password = readFileSync(join(secrets, 'password'), 'utf8').trim();
        return connect(`redis://mid1-connect:${password}@127.0.0.1:${port}`);
      };
      const stop = await startRedis(secrets, port);
      await acl('--password-file', join(secrets, 'password'), '--set');
      await stop();
      const users = readFileSync(join(secrets, 'redis-users.acl'), 'utf8');
      writeFileSync(join(secrets, 'redis-users.acl'), users.replace(/^user health .*$/m, 'user health off'));

      const stopAgain = await startRedis(secrets, port);

      await expect(runner().ping()).resolves.toBe('PONG');
      await expect(connect(`redis://health:none@127.0.0.1:${port}`).ping()).rejects.toThrow('WRONGPASS');

      await acl('--remove');
      await stopAgain();
      await startRedis(secrets, port);

      await expect(runner().ping()).rejects.toThrow('WRONGPASS');
    },
    // Six processes, one after the other.
    120_000,
  );

  test('starts by the script that lies beside, before any option', () => {
    expect(redis.entrypoint).toEqual(['sh', '/start-redis.sh']);
    expect(redis.volumes).toContain('./redis/start-redis.sh:/start-redis.sh:ro');
    expect(redis.command[0]).toBe('redis-server');
    expect(redis.command).not.toContain('--aclfile');
  });
});

describe.each([
  ['bot', bot, ['--max-semi-space-size=2', 'src/bot/main.ts']],
  ['jobs', jobs, ['src/jobs/main.ts']],
] as const)('the container of %s', (_name, service, main) => {
  test('runs its process from the common image', () => {
    expect(service.command).toEqual(['node', ...main]);
    expect(service.image).toBe(bot.image);
  });

  test('has no right that it does not need', () => {
    expect(service).toMatchObject({ user: 'node', read_only: true, init: true, cap_drop: ['ALL'] });
    expect(service.security_opt).toContain('no-new-privileges:true');
  });

  test('waits for Redis, says whether it is healthy, and is given the time to stop', () => {
    expect(service.depends_on).toEqual({ redis: { condition: 'service_healthy' } });
    expect(JSON.stringify(service.healthcheck)).toContain(`:${service.environment['HEALTH_PORT']}/readyz`);
    const limit = /DEADLINE_MS = (\d+)_000/.exec(read('src/process/lifecycle.ts'))?.[1];
    expect(Number.parseInt(service.stop_grace_period, 10)).toBeGreaterThan(Number(limit));
  });

  test('gets secrets as files', () => {
    for (const name of service.secrets) expect(compose.secrets).toHaveProperty(name);
    for (const [name, value] of Object.entries(service.environment)) {
      // The audit log is written and no secret: it lies on a volume of its own.
      if (/FILE$|Path$|PATH$|EXO_CONFIG/.test(name) && name !== 'EXO_AUDIT_FILE')
        expect(service.secrets).toContain(value.replace('/run/secrets/', ''));
      expect(name).not.toMatch(/PASSWORD|SECRET$/i);
    }
  });
});

describe('the image', () => {
  const lines = read('infra/Containerfile').split('\n');

  test('has the Node that the project asks for, and runs as its ordinary user', () => {
    const wanted = /\d+/.exec(
      z.object({ engines: z.object({ node: z.string() }) }).parse(JSON.parse(read('package.json'))).engines.node,
    );
    expect(lines).toContain(`FROM node:${wanted?.[0]}-slim`);
    expect(lines.filter((line) => line.startsWith('USER ')).at(-1)).toBe('USER node');
  });

  test('lets no process write what the next start executes', () => {
    const given = lines.findIndex((line) => line.startsWith('RUN chown -R root:root $NODE_COMPILE_CACHE'));
    expect(lines[given]).toContain('chmod -R u=rwX,go=rX $NODE_COMPILE_CACHE');
    expect(given).toBeGreaterThan(lines.findIndex((line) => line.startsWith('RUN node ')));
    expect(lines.lastIndexOf('USER node')).toBeGreaterThan(given);
  });

  test('holds neither development packages nor anything that is not copied on purpose', () => {
    expect(lines.find((line) => line.startsWith('RUN'))).toContain('npm ci --omit=dev --omit=optional');
    const ignored = read('.dockerignore').split('\n');
    expect(ignored).toContain('*');
    expect(ignored).not.toContain('!infra');
  });
});

test('no container gets the password of the administrator of Redis, and no two the same one', () => {
  expect(compose.secrets).not.toHaveProperty('redis-url-admin');
  expect(bot.secrets.filter((name) => name.startsWith('redis'))).toEqual(['redis-url-bot']);
  expect(jobs.secrets.filter((name) => name.startsWith('redis'))).toEqual(['redis-url-jobs']);
});

test('make-secrets says how to go on with the secrets of an earlier version', () => {
  const folder = mkdtempSync(join(tmpdir(), 'exo-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'redis-url'), 'redis://default:old@redis:6379\n');

  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'scripts', 'make-secrets.ts'), folder], {
    encoding: 'utf8',
  });

  expect(status).toBe(78);
  expect(stdout).toContain('Move both away, run this again');
  expect(readdirSync(folder)).not.toContain('redis-users.acl');
});

test('make-secrets never replaces what is there', () => {
  const folder = makeSecrets();
  const names = readdirSync(folder);
  const before = names.map((name) => readFileSync(join(folder, name), 'utf8'));

  const said = makeSecretsIn(folder);

  expect(names.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(before);
  for (const kind of ['orchestrator', 'bot', 'seal']) expect(said).toContain(`${kind}-key.json: kept.`);
  for (const content of before) for (const secret of secretsIn(content)) expect(said).not.toContain(secret);
});

test('make-secrets gives each role a key of its own, and makes the one key of the first release the orchestrator key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'exo-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const first = JSON.stringify(await createSigningKey());
  writeFileSync(join(folder, 'signing-key.json'), first);

  makeSecretsIn(folder);

  const key = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  expect(readFileSync(join(folder, 'orchestrator-key.json'), 'utf8')).toBe(first);
  expect(key('orchestrator-key.json.pub.json')).toEqual(publicSigningKey(JSON.parse(first)));
  expect(key('bot-key.json.pub.json')).toEqual(publicSigningKey(key('bot-key.json')));
  expect(new Set(['orchestrator', 'bot', 'seal'].map((kind) => key(`${kind}-key.json`).kid)).size).toBe(3);
});

test('no container holds a key that only another one may use', () => {
  expect(jobs.secrets).not.toContain('bot-key');
  expect(bot.secrets).not.toContain('orchestrator-key');
  expect(bot.secrets.filter((name) => jobs.secrets.includes(name)).sort()).toEqual(['exo-config', 'seal-key']);
});

test.each(['orchestrator', 'bot', 'seal'])('the previous %s key reaches whoever needs it, and nobody else', (kind) => {
  const Override = z.object({
    services: z.record(
      z.string(),
      z.object({ environment: z.record(z.string(), z.string()), secrets: z.array(z.string()) }),
    ),
    secrets: z.record(z.string(), z.object({ file: z.string() })),
  });
  const { services, secrets } = Override.parse(parse(read(`infra/previous-key/${kind}.yaml`)));
  const present = new Map([
    ['bot', bot],
    ['jobs', jobs],
  ]);

  for (const [name, { environment, secrets: given }] of Object.entries(services)) {
    const [variable = '', path] = Object.entries(environment).find(([each]) => each.endsWith('_PREVIOUS')) ?? [];
    const before =
      present.get(name)?.environment[variable.replace('_PREVIOUS', '')]?.replace('/run/secrets/', '') ?? '';
    const file = compose.secrets[before]?.file;
    expect(given.map((each) => `/run/secrets/${each}`)).toEqual([path]);
    expect(secrets[given[0] ?? '']?.file).toBe(`${file}.previous`);
    expect(environment['EXO_PREVIOUS_KEYS_UNTIL']).toContain('?until when');
  }
  expect(Object.keys(services).sort()).toEqual(['bot', 'jobs']);
});

function secretsIn(key: string): string[] {
  return [...key.matchAll(/"[dk]":"([^"]+)"/g)].map(([, secret]) => secret ?? '');
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function optionsOf(command: readonly string[]): Record<string, string> {
  const options: Record<string, string> = {};
  for (let index = 1; index < command.length; index += 2) options[command[index] ?? ''] = command[index + 1] ?? '';
  return options;
}

function makeSecrets(): string {
  const folder = mkdtempSync(join(tmpdir(), 'exo-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  makeSecretsIn(folder);
  return folder;
}

function makeSecretsIn(folder: string): string {
  return execFileSync(process.execPath, [join(ROOT, 'scripts', 'make-secrets.ts'), folder], { encoding: 'utf8' });
}

/** The command of the compose file, with folders of this machine. @returns stops it */
async function startRedis(secrets: string, port: number): Promise<() => Promise<void>> {
  const command = redis.command.map((part) => (part === '/data' ? secrets : part));
  const script = join(ROOT, 'infra', 'redis', 'start-redis.sh');
  const server = spawn('sh', [script, ...command, '--port', String(port), '--bind', '127.0.0.1'], {
    stdio: 'pipe',
    env: {
      ...process.env,
      EXO_REDIS_USERS: join(secrets, 'redis-users.acl'),
      EXO_REDIS_USERS_KEPT: join(secrets, 'kept.acl'),
    },
  });
  const stop = async () => {
    server.kill();
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  };
  onTestFinished(stop);
  let output = '';
  server.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  server.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await until(
    () => output.includes('Ready to accept connections') || undefined,
    () => output,
  );
  return stop;
}

function connect(url: string): Redis {
  const client = new Redis(url, { enableReadyCheck: false, disableClientInfo: true });
  client.on('error', () => undefined);
  onTestFinished(() => client.disconnect());
  return client;
}
