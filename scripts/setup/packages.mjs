import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError, say } from './say.mjs';

/** Installs the packages of the lockfile when node_modules is missing or older than it. */
export function installPackages(root) {
  const lockfile = join(root, 'package-lock.json');
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) {
    return say('Packages', 'as in package-lock.json');
  }
  say('Packages', 'installing from package-lock.json (npm ci), this takes a minute');
  const npm = npmCommand();
  // npm warns that its own Node is older than some packages want; they run on the Node that is installed here.
  const result = spawnSync(npm.command, [...npm.args, 'ci', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: npm.shell,
  });
  if (result.status !== 0) {
    throw new SetupError('npm ci failed. Its message is above; usually the package registry cannot be reached.');
  }
}

/** The npm that called us, else the one on PATH. */
function npmCommand() {
  const path = process.env.npm_execpath;
  if (path?.endsWith('npm-cli.js')) return { command: process.execPath, args: [path], shell: false };
  // npm is a .cmd file on Windows, which only a shell can start.
  return { command: 'npm', args: [], shell: process.platform === 'win32' };
}
