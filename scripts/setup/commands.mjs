import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const windows = process.platform === 'win32';

/** Full path of the first of `names` that PATH has, or undefined. */
export function findOnPath(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, windows ? `${name}.exe` : name);
      if (isExecutable(path)) return path;
    }
  }
  return undefined;
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return existsSync(path);
  } catch {
    return false;
  }
}

/**
 * Runs a command to its end.
 * @returns whether it succeeded, and its output (both streams).
 */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options });
  return { ok: result.status === 0, output: `${result.stdout ?? ''}${result.stderr ?? ''}` };
}

export function isRoot() {
  return process.getuid?.() === 0;
}

/** Installs Debian packages as root; false when the machine has no apt or the packages cannot be had. */
export function installWithApt(...packages) {
  const apt = findOnPath('apt-get');
  if (!apt || !isRoot()) return false;
  // RUNLEVEL=1 keeps the package from starting a service of its own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const install = () => run(apt, ['install', '-y', '--no-install-recommends', ...packages], { env }).ok;
  return install() || (run(apt, ['update'], { env }).ok && install());
}
