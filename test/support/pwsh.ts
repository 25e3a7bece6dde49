import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const SWITCHES = ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'RemoteSigned'];

export const MODULE_FOLDER = join(import.meta.dirname, '..', '..', 'src', 'runners', 'module');

/** Name of the PowerShell that tests run the module in; undefined where there is none. */
export const PWSH = (process.platform === 'win32' ? ['powershell.exe', 'pwsh'] : ['pwsh']).find(starts);

/** Shown in the name of what is skipped. */
export const PWSH_SKIP = PWSH ? '' : ' (skipped: there is no pwsh on PATH)';

function starts(executable: string): boolean {
  try {
    execFileSync(executable, [...SWITCHES, '-Command', 'exit 0'], { stdio: 'ignore', timeout: 120_000 });
    return true;
  } catch {
    return false;
  }
}

/** Runs a script file and reads the JSON that it prints as its last line. */
export async function runScript(file: string, ...args: string[]): Promise<unknown> {
  if (!PWSH) throw new Error('There is no PowerShell on this machine');
  const running = promisify(execFile)(PWSH, [...SWITCHES, '-File', file, ...args], {
    env: { ...process.env, NO_COLOR: '1', TERM: 'dumb' },
    maxBuffer: 16 * 1024 * 1024,
  });
  running.child.stdin?.end();
  const { stdout } = await running;
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
