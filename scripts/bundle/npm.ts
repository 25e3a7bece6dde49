import { spawnSync } from 'node:child_process';

/** npm could not install what the lockfile names; the message holds npm's own. */
export class NpmError extends Error {
  /** The registry was not reached: nothing is wrong with the project. */
  readonly offline: boolean;

  constructor(output: string) {
    super(`npm ci failed:\n${output.trim().split('\n').slice(0, 15).join('\n')}`);
    this.name = 'NpmError';
    this.offline = /E(NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH)|ENOTCACHED/.test(output);
  }
}

/**
 * Installs the lockfile of a folder for 64-bit Windows, whatever this machine is. npm checks every package against its
 * integrity in the lockfile; no package runs a script.
 * @throws NpmError
 */
export function installForWindows(folder: string): void {
  const path = process.env['npm_execpath'];
  const [command, ...first] = path?.endsWith('npm-cli.js') ? [process.execPath, path] : ['npm'];
  const args = [
    'ci',
    '--os=win32',
    '--cpu=x64',
    '--omit=dev',
    '--ignore-scripts',
    '--no-bin-links',
    '--prefer-offline',
    '--loglevel=error',
  ];
  const result = spawnSync(command ?? 'npm', [...first, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 16 * 1024 * 1024,
    // npm is a .cmd file on Windows, which only a shell can start.
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (result.status !== 0) throw new NpmError(`${result.stderr ?? ''}\n${result.error?.message ?? ''}`);
}
