import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aclPassword } from '../../src/process/redis/runner-acl.ts';
import type { Machine } from './machine.ts';
import type { ProcessPlan } from './supervisor.ts';

const IMAGE = 'redis:8-alpine';
const USERS = 'users.acl';
const BIN = join(import.meta.dirname, '..', '..', 'node_modules', 'js-redis-server', 'dist', 'cli.js');

export interface RedisPlan {
  readonly plan: ProcessPlan;
  /** `redis://` address with the password inside. */
  readonly url: string;
  /** False for the one in JavaScript: whatever it held is gone when it ends. */
  readonly durable: boolean;
}

/**
 * How to start a Redis of our own on this machine: loopback, own folder, every write on disk before it is answered,
 * nothing evicted, random password.
 * @param folder must exist for this Redis alone.
 * @param users lines of its file of users, beside the administrator's; the Redis in JavaScript knows no users.
 */
export function planRedis(
  redis: Machine['redis'],
  folder: string,
  port: number,
  users: readonly string[] = [],
): RedisPlan {
  if (redis.kind === 'javascript') return inJavaScript(port);
  const password = randomBytes(24).toString('base64url');
  const url = `redis://:${password}@127.0.0.1:${port}`;
  const file = join(folder, 'redis.conf');
  mkdirSync(folder, { recursive: true });
  const docker = redis.kind === 'docker';
  const mode = docker ? 0o644 : 0o600;
  // The password stands in a file, because everybody on the machine can read a process's arguments.
  writeFileSync(file, settings(docker ? undefined : { port, folder }), { mode });
  const administrator = `user default on ${aclPassword(password)} ~* &* +@all`;
  writeFileSync(join(folder, USERS), `${[administrator, ...users].join('\n')}\n`, { mode });
  const ready = /Ready to accept connections/;
  if (docker) {
    const args = ['run', '--rm', '--init', '-p', `127.0.0.1:${port}:6379`, '-v', `${folder}:/data`, IMAGE];
    chmodSync(folder, 0o777);
    const plan = {
      name: 'redis',
      command: 'docker',
      args: [...args, 'redis-server', '/data/redis.conf'],
      env: {},
      ready,
    };
    return { plan, url, durable: true };
  }
  const env: Record<string, string> = redis.libraryPath ? { LD_LIBRARY_PATH: redis.libraryPath } : {};
  return {
    plan: { name: 'redis', command: redis.command, args: [file], env, cwd: folder, ready, endsLast: true },
    url,
    durable: true,
  };
}

function settings(own: { port: number; folder: string } | undefined): string {
  const folder = own?.folder.replaceAll('\\', '/') ?? '/data';
  const lines = [
    ...(own ? ['bind 127.0.0.1', `port ${own.port}`] : []),
    `dir "${folder}"`,
    `aclfile "${folder}/${USERS}"`,
    'appendonly yes',
    'appendfsync always',
    'save ""',
    'maxmemory-policy noeviction',
  ];
  return `${lines.join('\n')}\n`;
}

function inJavaScript(port: number): RedisPlan {
  return {
    plan: {
      name: 'redis',
      command: process.execPath,
      args: [BIN, '--port', String(port)],
      env: {},
      ready: /listening/,
      endsLast: true,
    },
    url: `redis://127.0.0.1:${port}`,
    durable: false,
  };
}
