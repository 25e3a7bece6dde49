import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, installWithApt, run } from './commands.mjs';
import { say } from './say.mjs';

/**
 * Finds a way to have Redis, from the best to the last resort.
 * @returns what `demo/system/machine.ts` reads: `{ kind: 'server', command, libraryPath? }`, `{ kind: 'docker' }` or
 *   `{ kind: 'javascript' }`. REDIS_URL is looked at when Redis is needed, not here.
 */
export function findRedis(folder) {
  if (process.env.REDIS_URL) say('Redis', 'the one of REDIS_URL');
  const onPath = findServer();
  if (onPath) return told({ kind: 'server', command: onPath }, onPath);
  const unpacked = unpackedServer(folder);
  if (existsSync(unpacked.command)) return told(unpacked, 'unpacked from the Debian package before');
  if (installWithApt('redis-server')) {
    const installed = findServer();
    if (installed) return told({ kind: 'server', command: installed }, 'installed with apt-get');
  }
  if (unpackWithApt(folder)) return told(unpackedServer(folder), 'unpacked from the Debian package, without root');
  const docker = findOnPath('docker');
  if (docker && run(docker, ['info'], { timeout: 10_000 }).ok) return told({ kind: 'docker' }, 'a Docker container');
  return told(
    { kind: 'javascript' },
    'none found. The demo uses one in JavaScript and KEEPS NOTHING; the tests need a real one: install redis-server',
  );
}

function findServer() {
  return findOnPath('redis-server', 'valkey-server');
}

function told(redis, text) {
  if (!process.env.REDIS_URL) say('Redis', text);
  return redis;
}

function unpackedServer(folder) {
  const libraries = join(folder, 'redis', 'usr', 'lib');
  const libraryPath = existsSync(libraries)
    ? readdirSync(libraries, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(libraries, entry.name))
        .join(':')
    : '';
  return { kind: 'server', command: join(folder, 'redis', 'redis-server'), libraryPath };
}

// In Debian the server's program is the file redis-check-rdb of the package redis-tools, under another name.
function unpackWithApt(folder) {
  const apt = findOnPath('apt-get');
  const dpkg = findOnPath('dpkg');
  if (!apt || !dpkg) return false;
  const target = join(folder, 'redis');
  mkdirSync(target, { recursive: true });
  const done =
    ['redis-tools', 'libjemalloc2', 'liblzf1'].every((name) => run(apt, ['download', name], { cwd: target }).ok) &&
    readdirSync(target)
      .filter((name) => name.endsWith('.deb'))
      .every((name) => run(dpkg, ['-x', join(target, name), target]).ok);
  const program = join(target, 'usr', 'bin', 'redis-check-rdb');
  if (done && existsSync(program)) {
    symlinkSync(program, join(target, 'redis-server'));
    const { command, libraryPath } = unpackedServer(folder);
    if (run(command, ['--version'], { env: { ...process.env, LD_LIBRARY_PATH: libraryPath } }).ok) return true;
  }
  rmSync(target, { recursive: true, force: true });
  return false;
}
