import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClientCertificate } from '../../demo/standins/certificates.ts';
import { findFreePort } from '../../demo/system/ports.ts';
import { loadBotConfig } from '../../src/bot/config.ts';
import { createSealKey } from '../../src/contracts/trust/seal-key.ts';
import { createSigningKey, publicSigningKey } from '../../src/contracts/trust/signing.ts';
import { loadJobsConfig } from '../../src/jobs/config.ts';
import { checkRedis } from '../../src/process/checks/redis.ts';
import { jobsAclRule } from '../../src/process/redis/process-acl.ts';
import { createRedisKeys } from '../../src/process/redis/redis-keys.ts';
import { until } from '../support/until.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const GUID = '7f2d1c3a-1111-4a5b-9c6d-0123456789ab';

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'exo-services-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** Settings of a file `NAME=value`; what stands in `/etc/exo` or `/var/lib` is looked for in a folder of the test. */
function variables(path: string, inside: string, filled: Readonly<Record<string, string>>): Record<string, string> {
  const lines = read(path)
    .split('\n')
    .filter((line) => /^\w+=/.test(line));
  const pairs = lines.map((line): [string, string] => [
    line.slice(0, line.indexOf('=')),
    line.slice(line.indexOf('=') + 1),
  ]);
  return Object.fromEntries(
    pairs.map(([name, value]) => [name, filled[name] ?? value.replace(/^\/.*\/([^/]+)$/, `${inside}/$1`)]),
  );
}

describe('the services of systemd', () => {
  test.each([
    ['bot', '--max-semi-space-size=2 '],
    ['jobs', ''],
  ])('%s runs Node.js itself, under a user of its own, and reads its own variables', (name, flags) => {
    const unit = read(`infra/systemd/exo-${name}.service`);

    expect(unit).toContain(`ExecStart=/usr/bin/node ${flags}src/${name}/main.ts`);
    expect(unit).toContain(`User=exo-${name}\n`);
    expect(unit).toContain(`EnvironmentFile=/etc/exo/${name}.env`);
    expect(unit).toContain('RestartPreventExitStatus=78');
    for (const fence of ['NoNewPrivileges=yes', 'ProtectSystem=strict', 'CapabilityBoundingSet=', 'UMask=0077']) {
      expect(unit).toContain(fence);
    }
  });

  test('the files of variables are right once the ids are filled in', async () => {
    const inside = folder();
    const put = (name: string, content: object | string) =>
      writeFileSync(join(inside, name), typeof content === 'string' ? content : JSON.stringify(content));
    const [orchestrator, bot] = [await createSigningKey(), await createSigningKey()];
    put('orchestrator-key.json', orchestrator);
    put('orchestrator-key.json.pub.json', publicSigningKey(orchestrator));
    put('bot-key.json', bot);
    put('bot-key.json.pub.json', publicSigningKey(bot));
    put('seal-key.json', await createSealKey());
    put('redis-url', 'redis://bot:x@127.0.0.1:6379');
    put('bot-certificate.pem', createClientCertificate('exo bot').pem);
    // With groups the bot needs the application of jobs too, as its file of variables says.
    put('exo.config.yaml', read('exo.config.example.yaml').replace('- group:', '- person:'));
    const ids = { MicrosoftAppId: GUID, MicrosoftAppTenantId: GUID, AZURE_CLIENT_ID: GUID, AZURE_TENANT_ID: GUID };

    expect(loadBotConfig(variables('infra/systemd/bot.env', inside, ids), Date.now()).port).toBe(3978);
    expect(loadJobsConfig(variables('infra/systemd/jobs.env', inside, ids), Date.now()).auditFile).toMatch(/audit/);
  });
});

describe('npm run make-secrets -- --services', () => {
  const make = (...args: string[]) =>
    spawnSync(process.execPath, [join(ROOT, 'scripts', 'make-secrets.ts'), ...args], { encoding: 'utf8' });

  test('gives each service what it reads and nothing of the other, for its user alone', () => {
    const [secrets, to] = [folder(), folder()];
    expect(make(secrets, '--redis', 'rediss://redis.example:6380').status).toBe(0);
    for (const name of ['bot-certificate.pem', 'graph-certificate.pem']) writeFileSync(join(secrets, name), 'pem');
    writeFileSync(join(to, 'exo.config.yaml'), 'filled in');
    writeFileSync(join(to, 'bot.env'), 'filled in');

    expect(make(secrets, '--services', to).status).toBe(0);

    expect(readdirSync(join(to, 'bot'))).toEqual([
      'bot-certificate.pem',
      'bot-key.json',
      'orchestrator-key.json.pub.json',
      'redis-url',
      'seal-key.json',
    ]);
    expect(readdirSync(join(to, 'jobs'))).toEqual([
      'bot-key.json.pub.json',
      'graph-certificate.pem',
      'orchestrator-key.json',
      'redis-url',
      'seal-key.json',
    ]);
    expect(statSync(join(to, 'jobs', 'orchestrator-key.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(to, 'jobs', 'redis-url'), 'utf8')).toMatch(/^rediss:\/\/jobs:.+@redis\.example:6380$/m);
    expect(readFileSync(join(to, 'bot.env'), 'utf8')).toBe('filled in');
    expect(readFileSync(join(to, 'jobs.env'), 'utf8')).toContain(`EXO_CONFIG=${to}/exo.config.yaml`);
  });

  test('says what is missing, and gives nothing', () => {
    const [secrets, to] = [folder(), folder()];

    const { status, stdout } = make(secrets, '--services', to);

    expect(status).toBe(78);
    expect(stdout).toContain('lacks bot-certificate.pem, graph-certificate.pem');
    expect(readdirSync(to)).toEqual([]);
  });
});

describe('npm run jobs', () => {
  test('passes SIGTERM on to Node.js', async () => {
    const inside = folder();
    const { jobs } = JSON.parse(read('package.json')).scripts;
    const main = `require('node:fs').writeFileSync('pid', String(process.pid));
      process.once('SIGTERM', () => { require('node:fs').writeFileSync('ended', ''); process.exit(0); });
      setInterval(() => 0, 1000);`;
    writeFileSync(join(inside, 'main.cjs'), main);
    writeFileSync(
      join(inside, 'package.json'),
      JSON.stringify({ name: 'x', scripts: { jobs: jobs.replace('src/jobs/main.ts', 'main.cjs') } }),
    );
    const npm = spawn('npm', ['run', 'jobs'], { cwd: inside, stdio: 'ignore' });
    const there = (name: string) => {
      try {
        return readFileSync(join(inside, name), 'utf8') || 'empty';
      } catch {
        return undefined;
      }
    };
    const pid = Number(await until(() => there('pid')));
    onTestFinished(() => {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended, as it should.
      }
    });
    npm.kill('SIGTERM');

    await until(
      () => there('ended'),
      () => 'Node.js was not told to end',
    );
  });
});

describe('the Redis of redis.conf', () => {
  test('is right for exo, and its users can be changed and kept', async () => {
    const inside = folder();
    const port = await findFreePort();
    const keys = createRedisKeys('ops');
    const settings = read('infra/redis/redis.conf')
      .replace('port 6379', `port ${port}`)
      .replaceAll('/var/lib/redis', inside)
      .replaceAll('/etc/redis', inside)
      .replace('bind 127.0.0.1 ::1', 'bind 127.0.0.1');
    const jobs = jobsAclRule(keys, '>secret').join(' ');
    writeFileSync(join(inside, 'redis.conf'), settings);
    writeFileSync(join(inside, 'users.acl'), `user default on >admin ~* &* +@all\nuser jobs ${jobs}\n`);
    const redis = spawn('redis-server', [join(inside, 'redis.conf')], { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(async () => {
      redis.kill();
      await once(redis, 'close');
    });
    let log = '';
    redis.stdout.on('data', (data) => {
      log += data;
    });
    await until(
      () => log.includes('Ready to accept') || undefined,
      () => log,
    );

    const conditions = await checkRedis(`redis://jobs:secret@127.0.0.1:${port}`, keys);
    expect(conditions.filter(({ state }) => state !== 'ok')).toEqual([]);
    const cli = (...args: string[]) =>
      execFileSync('redis-cli', ['-p', String(port), '--no-auth-warning', '--pass', 'admin', ...args])
        .toString()
        .trim();
    expect(cli('ACL', 'SETUSER', 'mid1-elevated', 'on', '>x', '~{ops}:mid1-elevated:*')).toBe('OK');
    expect(cli('ACL', 'SAVE')).toBe('OK');
    expect(readFileSync(join(inside, 'users.acl'), 'utf8')).toContain('user mid1-elevated');
  });
});

describe('the reverse proxies', () => {
  test.each(['nginx.conf', 'Caddyfile'])('%s passes on what Teams and customers need and nothing else', (name) => {
    const text = read(`infra/proxy/${name}`).replaceAll(/^\s*#.*$/gm, '');
    const passed = [...text.matchAll(/(?:location =?|handle) (\/\S*)/g)].map(([, path]) => path);

    expect(passed.filter((path) => path !== '/')).toEqual(['/api/messages', '/consent']);
    expect(text).toMatch(/(?:return|respond) 404/);
    expect(text.match(/127\.0\.0\.1:\d+/g)).toEqual(['127.0.0.1:3978', '127.0.0.1:3978']);
  });
});
