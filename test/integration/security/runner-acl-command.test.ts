import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import { inheritedEnvironment } from '../../../demo/system/environment.ts';
import { readMachine } from '../../../demo/system/machine.ts';
import { findFreePort } from '../../../demo/system/ports.ts';
import { setUser } from '../../../scripts/acl/users.ts';
import { asBuilt, ROOT } from '../../support/built/programs.ts';
import { until } from '../../support/until.ts';
import { startUntrustedServer } from '../../support/wrong-redis.ts';

let folder: string;
let file: string;
let admin: Redis;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exo-acl-'));
  file = join(folder, 'password.txt');
  admin = new Redis(inject('redisUrl'));
});

afterEach(async () => {
  await admin.call('ACL', 'DELUSER', 'mid77-connect');
  admin.disconnect();
  rmSync(folder, { recursive: true, force: true });
});

async function run(args: string[], options: { input?: string; url?: string } = {}) {
  const child = spawn(process.execPath, [asBuilt(join(ROOT, 'scripts', 'runner-acl.ts')), ...args], {
    env: {
      ...inheritedEnvironment(process.env),
      EXO_NAMESPACE: 'acl-test',
      REDIS_URL: options.url ?? inject('redisUrl'),
    },
  });
  child.stdin.end(options.input ?? '');
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: Number(code), out, err };
}

function runnerUrl(password: string): string {
  const url = new URL(inject('redisUrl'));
  url.username = 'mid77-connect';
  url.password = password;
  return url.href;
}

/** A Redis without a file of users, or with one whose folder is gone. */
async function startPlainRedis(folder: string, users?: string) {
  const { redis } = readMachine();
  if (redis.kind !== 'server') throw new Error('This test needs redis-server on this machine.');
  const port = await findFreePort();
  if (users) {
    mkdirSync(join(users, '..'));
    writeFileSync(users, 'user default on nopass ~* &* +@all\n');
  }
  const more = users ? ['--aclfile', users] : [];
  const child = spawn(redis.command, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', ...more], {
    cwd: folder,
  });
  const url = `redis://127.0.0.1:${port}`;
  await until(() => onRedis(url, (client) => client.ping()).catch(() => undefined));
  if (users) rmSync(join(users, '..'), { recursive: true });
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function onRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

describe('npm run runner:acl', () => {
  it('prints the line for a file of users and needs no Redis for it', async () => {
    const { code, out } = await run(['mid77-connect'], { url: 'redis://127.0.0.1:1' });

    expect(code).toBe(0);
    expect(out).toMatch(
      /^user mid77-connect reset on >PASSWORD ~\{acl-test\}:mid77-connect:\* resetchannels -@all \+ping /,
    );
  });

  it('makes a password in a file for its owner, sets the user, and shows the password nowhere', async () => {
    const { code, out, err } = await run(['mid77-connect', '--password-file', file, '--set']);

    const password = readFileSync(file, 'utf8').trim();
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('Made a password') });
    expect(password).toMatch(/^[\w-]{43}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(out + err).not.toContain(password);
    const runner = new Redis(runnerUrl(password), { disableClientInfo: true });
    expect(await runner.set('{acl-test}:mid77-connect:heartbeat', '{}', 'PX', 10)).toBe('OK');
    await expect(runner.get('{acl-test}:runners')).rejects.toThrow('NOPERM');
    runner.disconnect();
  });

  it('takes a password from standard input and prints only its hash', async () => {
    const password = 'a-password-that-is-long-enough';

    const { out } = await run(['mid77-connect', '--password-file', '-'], { input: `${password}\n` });

    expect(out).toMatch(/reset on #[0-9a-f]{64} ~/);
    expect(out).not.toContain(password);
  });

  it('changes the password of a user that is there, so that the old one ends', async () => {
    await run(['mid77-connect', '--password-file', file, '--set']);
    const old = readFileSync(file, 'utf8').trim();
    rmSync(file);

    await run(['mid77-connect', '--password-file', file, '--set']);

    const users = await admin.call('ACL', 'GETUSER', 'mid77-connect');
    expect(JSON.stringify(users).match(/"[0-9a-f]{64}"/g)).toHaveLength(1);
    await expect(admin.call('AUTH', 'mid77-connect', old)).rejects.toThrow('WRONGPASS');
  });

  it('removes the user and closes its connections', async () => {
    await run(['mid77-connect', '--password-file', file, '--set']);
    const url = runnerUrl(readFileSync(file, 'utf8').trim());
    const runner = new Redis(url, { disableClientInfo: true, retryStrategy: () => null, lazyConnect: true });
    await runner.connect();
    const ended = once(runner, 'end');

    const { out } = await run(['mid77-connect', '--remove']);

    expect(out).toContain('Removed the Redis user mid77-connect');
    await ended;
    expect(await admin.call('ACL', 'GETUSER', 'mid77-connect')).toBeNull();
  });

  it.each([
    ['no runner', [], /name one runner/],
    ['two runners', ['mid77-connect', 'mid8-connect'], /name one runner/],
    ['a wildcard', ['mid*'], /"mid\*" is not a valid runner name/],
    ['a name under which others have keys', ['cloud'], /"cloud" is not a valid runner name/],
    ['--set without a password', ['mid77-connect', '--set'], /--password-file/],
    ['a password as an argument', ['mid77-connect', '--password', 'secret'], /password-file/],
  ])('refuses %s with the sentence that helps', async (_what, args, sentence) => {
    const { code, err } = await run(args);

    expect(code).toBe(78);
    expect(err).toMatch(sentence);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it('refuses a short password', async () => {
    const { code, err } = await run(['mid77-connect', '--password-file', '-'], { input: 'short\n' });

    expect({ code, err }).toMatchObject({ code: 78, err: expect.stringContaining('fewer than 24') });
    expect(existsSync(file)).toBe(false);
  });

  it('says that an administrator is needed when it may not set users', async () => {
    await run(['mid77-connect', '--password-file', file, '--set']);
    const url = runnerUrl(readFileSync(file, 'utf8').trim());

    const { code, err } = await run(['mid77-connect', '--remove'], { url });

    expect(code).toBe(77);
    expect(err).toMatch(/NOPERM[\s\S]*must name an administrator/);
  });

  it('says why it could not set a user, each with its own exit code, and leaves no password behind', async () => {
    await using untrusted = await startUntrustedServer();
    const { port } = new URL(inject('redisUrl'));
    const set = (name: string, url: string) =>
      run(['mid77-connect', '--password-file', join(folder, name), '--set'], { url });

    const [password, away, certificate] = await Promise.all([
      set('a.txt', `redis://nobody:wrong@127.0.0.1:${port}`),
      set('b.txt', 'redis://127.0.0.1:1'),
      set('d.txt', `rediss://127.0.0.1:${untrusted.port}`),
    ]);

    expect(password).toMatchObject({ code: 67, err: expect.stringContaining('does not take the user or password') });
    expect(away).toMatchObject({ code: 69, err: expect.stringContaining('cannot be reached at 127.0.0.1:1') });
    expect(certificate).toMatchObject({ code: 76, err: expect.stringContaining('a CA that Node.js does not know') });
    for (const { err, out } of [password, away, certificate]) {
      expect(err).toMatch(/^Nothing was changed: /);
      expect(err).not.toMatch(/\n\s+at |wrong@|Made a password/);
      expect(out).toBe('');
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('sets no user that Redis would forget: without a file of users, and with one that it cannot write', async () => {
    await using plain = await startPlainRedis(folder);
    await using unwritable = await startPlainRedis(folder, join(folder, 'gone', 'users.acl'));
    const set = (url: string, ...more: string[]) =>
      run(['mid77-connect', '--password-file', file, '--set', ...more], { url });

    const none = await set(plain.url);
    const refused = await set(unwritable.url);

    expect(none).toMatchObject({
      code: 72,
      err: expect.stringMatching(/no file of users[\s\S]*aclfile[\s\S]*--unsaved/),
    });
    expect(refused).toMatchObject({
      code: 73,
      err: expect.stringMatching(/cannot write its file of users .*users\.acl/),
    });
    for (const { url } of [plain, unwritable]) {
      expect(await onRedis(url, (redis) => redis.call('ACL', 'GETUSER', 'mid77-connect'))).toBeNull();
    }
    expect(existsSync(file)).toBe(false);

    expect(await set(plain.url, '--unsaved')).toMatchObject({ code: 0 });
    // One that must go goes, and what is left to do is said.
    expect(await run(['mid77-connect', '--remove'], { url: plain.url })).toMatchObject({
      code: 72,
      out: expect.stringContaining('Removed the Redis user'),
      err: expect.stringContaining('comes back when Redis restarts'),
    });
  });

  it('puts the user back when Redis can no longer write it down', async () => {
    const redis = new Redis(inject('redisUrl'));
    onTestFinished(() => redis.disconnect());
    await redis.call('ACL', 'SETUSER', 'mid77-connect', 'reset', 'on', '>the-old-one', '~old:*', '+get');

    const putBack = await setUser(redis, 'mid77-connect', ['reset', 'on', '>the-new-one', '~new:*', '+set']);
    await putBack();

    expect(await redis.call('AUTH', 'mid77-connect', 'the-old-one')).toBe('OK');
    await expect(redis.call('GET', 'old:x')).resolves.toBeNull();
    await expect(redis.call('GET', 'new:x')).rejects.toThrow('NOPERM');
  });
});
