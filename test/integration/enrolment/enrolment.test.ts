import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import { inheritedEnvironment } from '../../../demo/system/environment.ts';
import { type EnrolmentToken, formatToken, parseToken } from '../../../src/contracts/fleet/enrolment.ts';
import { createSigningKey, publicSigningKey } from '../../../src/contracts/trust/signing.ts';
import { type Asked, createOrchestrator, type Orchestrator } from '../../../src/runs/fleet/ask-orchestrator.ts';
import { Enrolments } from '../../../src/runs/fleet/enrolments.ts';
import { createRunnerRequests } from '../../../src/runs/fleet/runner-requests.ts';
import type { Person } from '../../../src/runs/run.ts';
import { makeConfig } from '../../support/bot-config.ts';
import { asBuilt, ROOT } from '../../support/built/programs.ts';
import { createEngine } from '../../support/engine.ts';
import { startTestRegistrar } from '../../support/registrar.ts';
import { JON, MIA } from '../../support/run-request.ts';
import { startSilentServer, startUntrustedServer } from '../../support/wrong-redis.ts';

let engine: Awaited<ReturnType<typeof createEngine>>;
let enrolments: Enrolments;
let orchestrator: Orchestrator;
let registrar: AsyncDisposable;
let folder: string;
let now = Date.now();

beforeEach(async () => {
  engine = await createEngine(inject('redisUrl'));
  now = Date.now();
  const { redis, keys, seal, records, runners, signingKey } = engine;
  const botKey = await createSigningKey();
  const roleKeys = { bot: [botKey], orchestrator: [publicSigningKey(signingKey)] } as const;
  enrolments = new Enrolments(redis, keys, roleKeys, records, () => now);
  const requests = createRunnerRequests(redis, keys, records);
  orchestrator = createOrchestrator({
    redis,
    enrolments,
    runners,
    requests,
    botKeys: [botKey],
    now: () => now,
    newId: randomUUID,
  });
  const { roles } = makeConfig();
  const config = makeConfig({ roles: { ...roles, admin: [{ person: MIA.id, name: MIA.name }] } });
  const logger = pino({ level: 'silent' });
  registrar = startTestRegistrar({
    redis,
    keys,
    config,
    orchestratorKey: signingKey,
    botKey,
    seal,
    logger,
    now: () => now,
  });
  folder = mkdtempSync(join(tmpdir(), 'exo-enrol-'));
});

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await registrar[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

const RUNNER = { id: 'mid3-elevated', server: 'mid3', capabilities: ['elevated' as const] };

async function giveToken(): Promise<EnrolmentToken> {
  const namespace = engine.keys.prefix.slice(1, -1);
  return enrolments.giveToken(RUNNER, namespace, MIA);
}

/** What a click on Accept does. */
async function accept(seen: string | undefined, by: Person): Promise<Asked> {
  return orchestrator.accept('mid3-elevated', seen ?? '', by, 5000, { notAfter: now + 5000, noted: () => undefined });
}

/** Runs the real command on "the MID server" with the token on its standard input. */
async function runEnrol(
  token: string,
  redisUrl = inject('redisUrl'),
  home = 'home',
): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, [asBuilt(join(ROOT, 'src', 'runners', 'enrol.ts'))], {
    env: { ...inheritedEnvironment(process.env), EXO_RUNNER_HOME: join(folder, home), REDIS_URL: redisUrl },
  });
  child.stdin.end(`${token}\n`);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: Number(code), out, err };
}

describe('enrolling a runner', () => {
  it('makes keys on the server, shows the fingerprint that an approver compares and accepts', async () => {
    const enrolled = await runEnrol(formatToken(await giveToken()));
    const [pending] = await enrolments.pending();

    expect(enrolled).toMatchObject({ code: 0 });
    expect(pending).toMatchObject({ id: 'mid3-elevated', server: 'mid3', addedBy: { name: MIA.name } });
    expect(enrolled.out).toContain(`Fingerprint: ${pending?.fingerprint}`);
    expect(await engine.runners.get('mid3-elevated')).toBeUndefined();

    expect(await accept(pending?.fingerprint, JON)).toBe('done');

    expect(await engine.runners.get('mid3-elevated')).toMatchObject({
      server: 'mid3',
      acceptedBy: { id: JON.id, name: JON.name },
      generation: 1,
    });
    expect(await enrolments.pending()).toEqual([]);
  });

  it('keeps the private keys in a folder that only the account can read, and nowhere else', async () => {
    const enrolled = await runEnrol(formatToken(await giveToken()));

    const home = join(folder, 'home');
    expect(readdirSync(home).sort()).toEqual(['keys.json', 'runner.json']);
    expect(statSync(join(home, 'keys.json')).mode & 0o077).toBe(0);
    const { sign, seal } = JSON.parse(readFileSync(join(home, 'keys.json'), 'utf8'));
    const seen = [enrolled.out, enrolled.err, await engine.redis.get(engine.keys.enrolment('mid3-elevated'))].join();
    expect(seen).not.toContain(sign.d);
    expect(seen).not.toContain(seal.d);
  });

  it('never overwrites the keys of a runner that is there', async () => {
    const token = formatToken(await giveToken());
    await runEnrol(token);

    const again = await runEnrol(token);

    expect(again.code).toBe(78);
    expect(again.err).toContain('holds a runner already');
  });

  it('says why Redis was not told of the keys, each with its own exit code, and leaves no keys', async () => {
    await using silent = await startSilentServer();
    await using untrusted = await startUntrustedServer();
    const user = async (name: string) => {
      const prefix = engine.keys.prefix;
      await engine.redis.call('ACL', 'SETUSER', name, 'reset', 'on', '>a-password', `~${prefix}:${name}:*`, '+@all');
      onTestFinished(async () => {
        const admin = new Redis(inject('redisUrl'));
        await admin.call('ACL', 'DELUSER', name);
        admin.disconnect();
      });
    };
    await user('mid3-connect');
    const { port } = new URL(inject('redisUrl'));
    const token = formatToken(await giveToken());

    const [password, foreign, away, mute, certificate, noToken] = await Promise.all([
      runEnrol(token, `redis://mid3-connect:another-password@127.0.0.1:${port}`, 'home-1'),
      runEnrol(token, `redis://mid3-connect:a-password@127.0.0.1:${port}`, 'home-2'),
      runEnrol(token, 'redis://127.0.0.1:1', 'home-3'),
      runEnrol(token, `redis://127.0.0.1:${silent.port}`, 'home-4'),
      runEnrol(token, `rediss://127.0.0.1:${untrusted.port}`, 'home-5'),
      runEnrol('half-a-token', undefined, 'home-6'),
    ]);

    expect(password).toMatchObject({ code: 67, err: expect.stringContaining('does not take the user or password') });
    expect(foreign).toMatchObject({
      code: 77,
      err: expect.stringMatching(/user mid3-connect may not write for mid3-elevated[\s\S]*runner:acl -- mid3-elevated/),
    });
    expect(away).toMatchObject({ code: 69, err: expect.stringContaining('cannot be reached at 127.0.0.1:1') });
    expect(mute).toMatchObject({ code: 69, err: expect.stringContaining('cannot be reached') });
    expect(certificate).toMatchObject({
      code: 76,
      err: expect.stringMatching(/signed by a CA that Node\.js does not know[\s\S]*NODE_EXTRA_CA_CERTS/),
    });
    expect(noToken).toMatchObject({ code: 65, err: expect.stringContaining('not an enrolment token') });
    for (const { err } of [password, foreign, away, mute, certificate, noToken]) {
      expect(err).toMatch(/^Not enrolled: /);
      expect(err).not.toMatch(/\n\s+at |a-password|another-password/);
    }
    expect(readdirSync(folder)).toEqual([]);
    // Six processes; the one whose Redis says nothing must end by itself, too.
  }, 60_000);

  it('leaves a folder that was there as it found it', async () => {
    mkdirSync(join(folder, 'home'));
    writeFileSync(join(folder, 'home', 'redis-url.txt'), 'x');
    const { port } = new URL(inject('redisUrl'));
    await engine.redis.call('ACL', 'SETUSER', 'mid4-connect', 'reset', 'on', '>a-password', '~x', '+@all');

    const enrolled = await runEnrol(
      formatToken(await giveToken()),
      `redis://mid4-connect:a-password@127.0.0.1:${port}`,
    );

    await engine.redis.call('ACL', 'DELUSER', 'mid4-connect');
    expect(enrolled.code).toBe(77);
    expect(readdirSync(join(folder, 'home'))).toEqual(['redis-url.txt']);
  });

  it('says that the keys cannot be written, before Redis is told of them', async () => {
    writeFileSync(join(folder, 'home'), 'a file in the way');

    const enrolled = await runEnrol(formatToken(await giveToken()));

    expect(enrolled).toMatchObject({ code: 73, err: expect.stringContaining('The keys cannot be written') });
    expect(await engine.redis.exists(engine.keys.enrolment('mid3-elevated'))).toBe(0);
  });
});

describe('somebody who wants a runner of their own', () => {
  it('cannot make one with what stands in Redis', async () => {
    const token = await giveToken();
    const stored = JSON.stringify(await engine.redis.hgetall(engine.keys.enrolling));
    expect(stored).not.toContain(token.secret);

    // A token with a guessed secret, as one could put it together from Redis.
    await runEnrol(formatToken({ ...token, secret: Buffer.alloc(32).toString('base64url') }));

    expect(await enrolments.pending()).toEqual([]);
  });

  it('cannot swap the keys after the fingerprint was shown', async () => {
    await runEnrol(formatToken(await giveToken()));
    const [pending] = await enrolments.pending();
    const key = engine.keys.enrolment('mid3-elevated');
    const request = JSON.parse((await engine.redis.get(key)) ?? '{}');

    await engine.redis.set(key, JSON.stringify({ ...request, sealKey: request.signKey }));

    expect(await accept(pending?.fingerprint, JON)).toBe('not-pending');
    expect(await engine.runners.get('mid3-elevated')).toBeUndefined();
  });

  it('cannot accept it alone: who gave the token is not who accepts', async () => {
    await runEnrol(formatToken(await giveToken()));
    const [pending] = await enrolments.pending();

    expect(await accept(pending?.fingerprint, MIA)).toBe('own-token');
    expect(await accept('0000 0000', JON)).toBe('changed');
    expect(await engine.runners.get('mid3-elevated')).toBeUndefined();
  });

  it('cannot keep another runner out with a record that nobody can read', async () => {
    await runEnrol(formatToken(await giveToken()));

    await engine.redis.hset(engine.keys.enrolling, { 'mid9-elevated': 'nonsense', 'mid8-elevated': 'x.{"server":1}' });

    expect(await enrolments.pending()).toMatchObject([{ id: 'mid3-elevated' }]);
    const { entries } = await engine.quarantine.read();
    expect(entries.map(({ where }) => where).sort()).toEqual(['token mid8-elevated', 'token mid9-elevated']);
  });

  it('cannot use a token that is too old or was replaced', async () => {
    const old = await giveToken();
    await giveToken();
    await runEnrol(formatToken(old));
    expect(await enrolments.pending()).toEqual([]);

    rmSync(join(folder, 'home'), { recursive: true });
    await runEnrol(formatToken(await giveToken()));
    expect(await enrolments.pending()).toHaveLength(1);
    now += 25 * 3_600_000;
    expect(await enrolments.pending()).toEqual([]);
  });
});

it('a token survives being copied with spaces around it', async () => {
  const token = await giveToken();

  expect(parseToken(`  ${formatToken(token)}\n`)).toEqual(token);
});
