import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PWSH, PWSH_SKIP } from '../support/pwsh.ts';
import { SETUP_FOLDER } from '../support/runner-setup.ts';

/** Says what it was given, in place of the real one. */
const CHECK = `
const { EXO_RUNNER_HOME, EXO_NAMESPACE, TEMP } = process.env;
console.log(JSON.stringify({ EXO_RUNNER_HOME, EXO_NAMESPACE, TEMP }));
process.exit(EXO_NAMESPACE === 'broken' ? 1 : 0);
`;

let folder: string;
let check: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exo test [1] '));
  const program = join(folder, '1.0.0');
  mkdirSync(join(program, 'src', 'runners'), { recursive: true });
  mkdirSync(join(folder, 'services', 'mid1-elevated'), { recursive: true });
  check = join(program, 'src', 'runners', 'check.ts');
  writeFileSync(check, CHECK);
  define('ops');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function define(namespace: string): void {
  writeFileSync(
    join(folder, 'services', 'mid1-elevated', 'exo-runner-mid1-elevated.xml'),
    `<service><executable>${process.execPath}</executable><workingdirectory>${join(folder, '1.0.0')}</workingdirectory>
    <env name="EXO_RUNNER_HOME" value="${join(folder, 'mid1-elevated')}" />
    <env name="EXO_NAMESPACE" value="${namespace}" /><env name="TEMP" value="${folder}" /></service>`,
  );
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(...args: string[]): Promise<Ended> {
  const script = join(SETUP_FOLDER, 'Test-Runner.ps1');
  const all = ['-NoLogo', '-NoProfile', '-NonInteractive', '-File', script, ...args, '-ProgramRoot', folder];
  return new Promise((resolve) => {
    const child = execFile(PWSH ?? '', all, { env: { ...process.env, NO_COLOR: '1' } }, (error, out, err) => {
      resolve({ code: Number(error?.code ?? 0), out, err });
    });
    // PowerShell waits for the end of its input.
    child.stdin?.end();
  });
}

/** Microsoft's PowerShell breaks the lines of an error. */
const unwrapped = (error: string) => error.replaceAll(/\s*\n\s*\|?\s*/g, ' ');

describe.skipIf(!PWSH)(`Test-Runner.ps1${PWSH_SKIP}`, () => {
  it('runs the check of the installed version with the environment of the service', async () => {
    const { code, out } = await run('-Runner', 'mid1-elevated');

    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      EXO_RUNNER_HOME: join(folder, 'mid1-elevated'),
      EXO_NAMESPACE: 'ops',
      TEMP: folder,
    });
  });

  it('ends with 1 when something stops the runner', async () => {
    define('broken');

    expect((await run('-Runner', 'mid1-elevated')).code).toBe(1);
  });

  it('says that the runner is not installed, or older than the check', async () => {
    rmSync(check);

    expect(unwrapped((await run('-Runner', 'mid1-connect')).err)).toContain('run Install-Runner.ps1 first');
    expect(unwrapped((await run('-Runner', 'mid1-elevated')).err)).toContain('is older than this check');
  });
});
