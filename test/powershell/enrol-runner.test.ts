import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PWSH, PWSH_SKIP } from '../support/pwsh.ts';
import { type PowerShellSession, startPowerShell } from '../support/pwsh-session.ts';
import { SETUP_FOLDER } from '../support/runner-setup.ts';

const Result = z.object({
  ok: z.boolean(),
  code: z.number().optional(),
  output: z.array(z.string()).optional(),
  message: z.string().optional(),
  asked: z.array(z.string()),
  prompts: z.array(z.string()),
  left: z.array(z.string()),
});
const ADDRESS = 'rediss://mid1-elevated:secret@redis.example:6380';
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
/** Says what it was given, in place of the real one. */
const ENROL = `
import { readFileSync } from 'node:fs';
const { EXO_RUNNER_HOME, REDIS_URL_FILE, NODE_EXTRA_CA_CERTS: ca } = process.env;
const token = readFileSync(0, 'utf8').trim();
const url = readFileSync(REDIS_URL_FILE ?? '', 'utf8');
console.log(JSON.stringify({ EXO_RUNNER_HOME, ca, token, url, arguments: process.argv.length }));
process.exit(token.length > 200 ? 67 : 0);
`;

let folder: string;
let home: string;
let powershell: PowerShellSession | undefined;

beforeAll(async () => {
  if (PWSH) powershell = await startPowerShell();
});

afterAll(() => powershell?.[Symbol.asyncDispose]());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exo enrol [1] '));
  home = join(folder, 'data', 'mid1-elevated');
  const program = join(folder, 'programs', '1.0.0');
  const services = join(folder, 'programs', 'services', 'mid1-elevated');
  for (const each of [home, services, join(program, 'src', 'runners')]) mkdirSync(each, { recursive: true });
  writeFileSync(join(program, 'src', 'runners', 'enrol.ts'), ENROL);
  writeFileSync(
    join(services, 'exo-runner-mid1-elevated.xml'),
    `<service><executable>${process.execPath}</executable><workingdirectory>${program}</workingdirectory></service>`,
  );
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function tokenFor(id: string, more = ''): string {
  return Buffer.from(JSON.stringify({ v: 1, id, more })).toString('base64url');
}

async function enrol(token: string, redisCa = '') {
  writeFileSync(join(folder, 'answers.json'), JSON.stringify({ token, address: ADDRESS, redisCa }));
  const script = join(import.meta.dirname, 'enrol-world.ps1');
  return Result.parse(await powershell?.run(script, { SetupFolder: SETUP_FOLDER, Folder: folder }));
}

describe.skipIf(!PWSH)(`Enrol-Runner.ps1${PWSH_SKIP}`, () => {
  it('hands the token over on standard input and the address in a file of the runner, and says how to paste them', async () => {
    const token = tokenFor('mid1-elevated');

    const { ok, output = [], asked, prompts, left } = await enrol(token);

    const given = { EXO_RUNNER_HOME: home, token, url: ADDRESS, arguments: 2 };
    expect({ ok, asked, left }).toEqual({ ok: true, asked: ['token', 'address'], left: [] });
    expect(JSON.parse(output[0] ?? '')).toMatchObject(given);
    // Ctrl+V does nothing in the window of Windows PowerShell.
    for (const prompt of prompts) expect(prompt).toMatch(/paste with a right click; Ctrl\+V does not work/);
    expect(readFileSync(join(home, 'redis-url.txt'), 'utf8')).toBe(ADDRESS);
  });

  it('gives Node the private CA of Redis, from the folder that PowerShell is in, and keeps it for the service', async () => {
    writeFileSync(join(folder, 'ca.pem'), PEM);

    const { ok, output = [], left } = await enrol(tokenFor('mid1-elevated'), 'ca.pem');

    const kept = join(home, 'redis-ca.pem');
    expect({ ok, left }).toEqual({ ok: true, left: [] });
    expect(JSON.parse(output[0] ?? '')).toMatchObject({ ca: kept });
    expect(readFileSync(kept, 'utf8')).toBe(PEM);
  });

  it('uses the CA that the installer left, and takes no file that is not PEM for one', async () => {
    writeFileSync(join(home, 'redis-ca.pem'), PEM);
    writeFileSync(join(folder, 'ca.cer'), Buffer.from([0x30, 0x82, 0x01, 0x00]));

    const refused = await enrol(tokenFor('mid1-elevated'), 'ca.cer');
    const { output = [] } = await enrol(tokenFor('mid1-elevated'));

    expect(refused).toMatchObject({
      ok: false,
      asked: [],
      message: expect.stringContaining('Export the CA as Base-64'),
    });
    expect(JSON.parse(output[0] ?? '')).toMatchObject({ ca: join(home, 'redis-ca.pem') });
  });

  it('does not ask again for an address that is there', async () => {
    writeFileSync(join(home, 'redis-url.txt'), 'rediss://other.example');

    const { ok, asked } = await enrol(tokenFor('mid1-elevated'));

    expect({ ok, asked }).toEqual({ ok: true, asked: ['token'] });
  });

  it('refuses the token of the other runner before it makes anything', async () => {
    const { ok, message } = await enrol(tokenFor('mid1-connect'));

    expect({ ok, message }).toEqual({ ok: false, message: 'This token is for mid1-connect, not for mid1-elevated.' });
    expect(existsSync(join(home, 'redis-url.txt'))).toBe(false);
  });

  it.each(['', 'half', 'not base64!', Buffer.from('{"v":1}').toString('base64url')])(
    'refuses %j, which is no token',
    async (token) => {
      expect(await enrol(token)).toMatchObject({ ok: false, message: expect.stringContaining('That is not a token') });
    },
  );

  it('leaves no password, no other CA and nothing in the environment when the runner could not be enrolled', async () => {
    writeFileSync(join(folder, 'ca.pem'), PEM);
    writeFileSync(join(home, 'redis-ca.pem'), '');

    const { ok, code, message, left } = await enrol(tokenFor('mid1-elevated', 'x'.repeat(200)), 'ca.pem');

    expect({ ok, code, left }).toEqual({ ok: false, code: 67, left: [] });
    expect(message).toMatch(/^mid1-elevated was not enrolled \(exit code 67, see above\), and nothing was changed\.$/);
    expect(readdirSync(home)).toEqual(['redis-ca.pem']);
    expect(readFileSync(join(home, 'redis-ca.pem'), 'utf8')).toBe('');
  });

  it('names the file with the address that it used when it did not ask for one', async () => {
    writeFileSync(join(home, 'redis-url.txt'), 'rediss://other.example');

    const { code, message } = await enrol(tokenFor('mid1-elevated', 'x'.repeat(200)));

    expect(code).toBe(67);
    expect(message).toContain(`remove that file to be asked`);
    expect(readFileSync(join(home, 'redis-url.txt'), 'utf8')).toBe('rediss://other.example');
  });

  it('wants the runner to be installed first', async () => {
    rmSync(join(folder, 'programs'), { recursive: true });

    expect(await enrol('')).toMatchObject({ ok: false, asked: [], message: expect.stringContaining('Install-Runner') });
  });
});
