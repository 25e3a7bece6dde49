import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyBundle } from '../../scripts/bundle/hashes.ts';
import { createInstalledServers } from '../support/installed-servers.ts';
import { PWSH, PWSH_SKIP, runScript } from '../support/pwsh.ts';
import { type PowerShellSession, startPowerShell } from '../support/pwsh-session.ts';
import { createServer, makeServerFolder, SETUP_FOLDER } from '../support/runner-setup.ts';

let server: ReturnType<typeof createServer>;

let powershell: PowerShellSession | undefined;

beforeAll(async () => {
  if (PWSH) powershell = await startPowerShell();
});

const folder = makeServerFolder();
const installed = createInstalledServers();

afterAll(async () => {
  installed[Symbol.dispose]();
  await powershell?.[Symbol.asyncDispose]();
});

beforeEach(() => {
  server = createServer(powershell, folder);
});

afterEach(() => server[Symbol.dispose]());

const ELEVATED = 'exo-runner-mid1-elevated';
const CONNECT = 'exo-runner-mid1-connect';

function versionFolder(version: string): string {
  return `${version}-${server.announced().slice(0, 8)}`;
}

function definition(runner: string): string {
  return readFileSync(join(server.programs, 'services', runner, `exo-runner-${runner}.xml`), 'utf8');
}

describe.skipIf(!PWSH)(`Install-Runner.ps1${PWSH_SKIP}`, () => {
  it('copies the program, protects a folder for each runner, and sets up two services with two accounts', async () => {
    const { ok, calls, output } = await server.install();

    expect(ok).toBe(true);
    expect(calls).toEqual([
      `unblock ${versionFolder('1.0.0')}.partial`,
      'rights of data',
      'rights of mid1-elevated',
      `install ${ELEVATED}`,
      'rights of mid1-connect',
      `install ${CONNECT}`,
      `account of ${CONNECT} is CORP\\mid$`,
    ]);
    expect(output).toContain('mid1-connect has no keys yet: enrol it with Enrol-Runner.ps1');
    expect(verifyBundle(join(server.programs, versionFolder('1.0.0')), server.announced())).toEqual([]);
    expect(readdirSync(server.programs).sort()).toEqual([versionFolder('1.0.0'), 'services']);
  });

  it('gives a folder of keys to its account, SYSTEM and Administrators alone', async () => {
    await installed.install(server, { ConnectAccount: 'CORP\\svc-mid' });

    const { Sddl } = JSON.parse(readFileSync(join(server.folder, 'world.json'), 'utf8'));
    expect(Sddl[join(server.data, 'mid1-elevated')]).toBe('O:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)');
    expect(Sddl[join(server.data, 'mid1-connect')]).toBe(
      'O:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;S-1-5-21-1-2-3-1001)',
    );
  });

  it('writes a definition that gives a step time to end, and no password', async () => {
    const password = 'a-pass-word-of-a-service-account';
    const { calls } = await server.install({ ConnectAccount: 'CORP\\svc-mid', ConnectCredential: password });

    const xml = definition('mid1-connect');
    expect(calls).toContain(`account of ${CONNECT} is CORP\\svc-mid with a password`);
    expect(xml).toContain('<stoptimeout>30 sec</stoptimeout>');
    expect(xml).toContain(`<id>${CONNECT}</id>`);
    expect(xml).toContain(`<env name="EXO_RUNNER_HOME" value="${join(server.data, 'mid1-connect')}" />`);
    for (const file of readdirSync(server.folder, { recursive: true, encoding: 'utf8' })) {
      if (/\.(xml|json|ts)$/.test(file) && file !== 'call.json') {
        expect(readFileSync(join(server.folder, file), 'utf8'), file).not.toContain(password);
      }
    }
  });

  it('starts Node with its script under WinSW 2 and 3, with a protected folder for temporary files', async () => {
    await installed.install(server);

    for (const runner of ['mid1-connect', 'mid1-elevated']) {
      const xml = definition(runner);
      const temp = join(server.data, runner, 'temp').replace('/temp', '\\temp');
      expect(xml).toMatch(/<arguments>"[^"<]*main\.ts"<\/arguments>/);
      expect(xml).not.toContain('<argument>');
      for (const name of ['TEMP', 'TMP']) expect(xml).toContain(`<env name="${name}" value="${temp}" />`);
      expect(existsSync(join(server.data, runner, 'temp'))).toBe(true);
    }
  });

  it('gives Node the private CA of Redis, and keeps it over an update', async () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    const file = join(server.folder, 'ca.pem');
    writeFileSync(file, pem);
    // From the folder that they lie in, as a person writes it.
    await server.install({ RedisCa: 'ca.pem', BundlePath: 'bundle' }, server.folder);
    server.release('1.1.0');

    await server.install();

    expect(definition('mid1-connect')).toMatch(/name="NODE_EXTRA_CA_CERTS" value="[^"]*mid1-connect\\redis-ca\.pem"/);
    expect(readFileSync(join(server.data, 'mid1-connect', 'redis-ca.pem'), 'utf8')).toBe(pem);
  });

  it('changes nothing in a second run', async () => {
    await installed.install(server);
    const before = server.installed();

    const again = await server.install();

    expect(again).toEqual({ ok: true, output: ['Everything is in place; nothing was changed.'], calls: [] });
    expect(server.installed()).toEqual(before);
  });

  it('changes nothing with -WhatIf, neither at first nor at an update', async () => {
    const first = await server.install({ WhatIf: true });

    expect(first).toEqual({ ok: true, output: [], calls: [] });
    expect(existsSync(server.programs) || existsSync(server.data)).toBe(false);

    await installed.install(server);
    const before = server.installed();
    server.release('1.1.0');
    const update = await server.install({ WhatIf: true });

    expect(update).toEqual({ ok: true, output: [], calls: [] });
    expect(server.installed()).toEqual(before);
  });

  it('updates a runner beside the old version: stops it, points it to the new one, starts it', async () => {
    await installed.install(server);
    server.enrol('mid1-elevated');
    const old = versionFolder('1.0.0');
    server.release('1.1.0');

    const { ok, calls } = await server.install();

    expect(ok).toBe(true);
    expect(calls).toEqual([
      `unblock ${versionFolder('1.1.0')}.partial`,
      `stop ${ELEVATED}`,
      `start ${ELEVATED}`,
      `stop ${CONNECT}`,
    ]);
    expect(definition('mid1-elevated')).toContain(versionFolder('1.1.0'));
    expect(existsSync(join(server.programs, old))).toBe(true);
  });

  it('changes only the account when only that differs', async () => {
    await installed.install(server, { ConnectAccount: 'CORP\\svc-mid' });

    const { calls } = await server.install();

    expect(calls).toEqual(['rights of mid1-connect', `stop ${CONNECT}`, `account of ${CONNECT} is CORP\\mid$`]);
  });

  it('installs one runner where the MID service is LocalSystem', async () => {
    const { calls } = await server.install({ ConnectAccount: '' });

    expect(calls.filter((call) => call.startsWith('install'))).toEqual([`install ${ELEVATED}`]);
  });

  it.each([
    [
      'a changed file',
      () => writeFileSync(join(server.bundle, 'src/runners/main.ts'), 'evil();\n'),
      /main\.ts was changed/,
    ],
    ['an added file', () => writeFileSync(join(server.bundle, 'evil.ps1'), 'x'), /evil\.ps1 was added/],
    ['another list of hashes', () => server.release('6.6.6'), /not the one that was announced/],
  ])('stops before anything at %s', async (_what, tamper, sentence) => {
    const announced = server.announced();
    tamper();

    const { ok, message, calls } = await server.install({ Sha256: announced });

    expect({ ok, calls }).toEqual({ ok: false, calls: [] });
    expect(message).toMatch(sentence);
    expect(existsSync(server.programs) || existsSync(server.data)).toBe(false);
  });

  it.each([
    ['another WinSW than the named one', { ServiceHostSha256: '0'.repeat(64) }, /not the WinSW that was named/],
    ['an account that Windows does not know', { ConnectAccount: 'CORP\\nobody' }, /does not know the account/],
    ['a name that no runner can have', { Server: 'mid1;x' }, /Server/],
  ])('stops before anything at %s', async (_what, args, sentence) => {
    const { ok, message, calls } = await server.install(args);

    expect({ ok, calls }).toEqual({ ok: false, calls: [] });
    expect(message).toMatch(sentence);
    expect(existsSync(server.programs) || existsSync(server.data)).toBe(false);
  });

  it('stops before anything without elevation', async () => {
    server.change({ Administrator: false });

    expect(await server.install()).toMatchObject({ ok: false, calls: [], message: /elevated/ });
  });

  it('does not use a folder for keys that somebody else made before', async () => {
    server.enrol('mid1-elevated');
    server.change({ Owner: 'S-1-5-21-1-2-3-1600' });

    const { ok, message } = await server.install();

    expect(ok).toBe(false);
    expect(message).toMatch(/belongs to neither Administrators nor SYSTEM/);
    expect(existsSync(join(server.programs, 'services'))).toBe(false);
  });

  it('does not run an installed version that was changed since', async () => {
    await installed.install(server);
    writeFileSync(join(server.programs, versionFolder('1.0.0'), 'src/runners/main.ts'), 'evil();\n');

    expect(await server.install()).toMatchObject({ ok: false, calls: [], message: /main\.ts was changed/ });
  });
});

describe.skipIf(!PWSH)(`Uninstall-Runner.ps1${PWSH_SKIP}`, () => {
  it('removes services and program, keeps keys, and leaves no other folder', async () => {
    await installed.install(server);
    server.enrol('mid1-elevated');

    const { ok, calls } = await server.run('Uninstall-Runner.ps1', {});

    expect({ ok, calls }).toEqual({
      ok: true,
      calls: [`stop ${ELEVATED}`, `uninstall ${ELEVATED}`, `stop ${CONNECT}`, `uninstall ${CONNECT}`],
    });
    expect(existsSync(server.programs)).toBe(false);
    // Neither a folder for temporary files beside the keys nor one of the runner that never had any.
    expect(readdirSync(server.data)).toEqual(['mid1-elevated']);
    expect(readdirSync(join(server.data, 'mid1-elevated')).sort()).toEqual(['keys.json', 'redis-ca.pem']);
  });

  it('says what it did as it goes, so that it can be seen when a later service does not stop', async () => {
    await installed.install(server);
    server.change({ Stuck: CONNECT });

    const { ok, output, message } = await server.run('Uninstall-Runner.ps1', { RemoveKeys: true });

    expect({ ok, message }).toEqual({ ok: false, message: `${CONNECT} does not stop` });
    expect(output?.[0]).toBe(`removed the service ${ELEVATED}`);
    expect(existsSync(join(server.data, 'mid1-elevated'))).toBe(false);
  });

  it('removes keys when it is asked to', async () => {
    await installed.install(server);
    server.enrol('mid1-elevated');

    await server.run('Uninstall-Runner.ps1', { RemoveKeys: true });

    expect(server.installed()).toEqual({});
    expect([server.programs, server.data].filter((folder) => existsSync(folder))).toEqual([]);
  });

  it('changes nothing with -WhatIf', async () => {
    await installed.install(server);
    const before = server.installed();

    const { calls } = await server.run('Uninstall-Runner.ps1', { RemoveKeys: true, WhatIf: true });

    expect(calls).toEqual([]);
    expect(server.installed()).toEqual(before);
  });

  it('has nothing to do where nothing is installed', async () => {
    expect(await server.run('Uninstall-Runner.ps1', {})).toEqual({
      ok: true,
      output: ['Nothing was installed; nothing was changed.'],
      calls: [],
    });
  });
});

describe.skipIf(!PWSH)(`the two checks of a bundle${PWSH_SKIP}`, () => {
  it.each([
    ['as it was made', () => undefined, []],
    [
      'with a changed file',
      () => writeFileSync(join(server.bundle, 'package.json'), '{}'),
      ['package.json was changed'],
    ],
    ['with a link', () => symlinkSync('package.json', join(server.bundle, 'evil.json')), [/evil\.json is a link/]],
  ])('agree about one %s', async (_what, tamper, problems) => {
    tamper();
    const inNode = () => verifyBundle(server.bundle, server.announced());

    const { ok, message = '' } = await server.install({ WhatIf: true });

    expect(ok).toBe(problems.length === 0);
    for (const problem of problems) {
      expect(message).toMatch(problem);
      if (problem instanceof RegExp) expect(inNode).toThrow(problem);
      else expect(inNode()).toEqual([problem]);
    }
    if (problems.length === 0) expect(inNode()).toEqual([]);
  });
});

describe.skipIf(!PWSH)(`syntax of the installer${PWSH_SKIP}`, () => {
  it('is that of Windows PowerShell 5.1', async () => {
    expect(await runScript(join(import.meta.dirname, 'syntax.ps1'), '-Folder', SETUP_FOLDER)).toEqual([]);
  });
});
