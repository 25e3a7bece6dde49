import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../world/world.ts';

/** Private parts of the keys of all processes. */
export function keyMaterial(world: World): string[] {
  const files = [world.plans.bot, world.plans.jobs].flatMap(({ env }) =>
    Object.entries(env).flatMap(([name, file]) => (/_KEY_FILE$/.test(name) ? [file] : [])),
  );
  const homes = world.runners.map(({ home }) => join(home, 'keys.json'));
  return [...new Set([...files, ...homes])].flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return [...text.matchAll(/"(?:d|k)":"([A-Za-z0-9_-]{40,})"/g)].map(([, part = '']) => part);
  });
}

export function foundInLogs(world: World, planted: readonly string[]): string | undefined {
  const folder = join(world.folder, 'logs');
  for (const name of readdirSync(folder)) {
    const log = readFileSync(join(folder, name), 'utf8');
    const found = planted.filter(
      (secret) => secret && (log.includes(secret) || log.includes(encodeURIComponent(secret))),
    );
    if (found.length > 0) return `${name} shows it`;
  }
  return undefined;
}

export async function dumpOf(world: World): Promise<string> {
  const parts: string[] = [];
  for (const key of await world.admin.keys('*')) {
    const type = await world.admin.type(key);
    if (type === 'string') parts.push((await world.admin.get(key)) ?? '');
    if (type === 'hash') parts.push(JSON.stringify(await world.admin.hgetall(key)));
    if (type === 'list') parts.push(JSON.stringify(await world.admin.lrange(key, 0, -1)));
    if (type === 'zset') parts.push(JSON.stringify(await world.admin.zrange(key, '0', '-1')));
    if (type === 'stream') parts.push(JSON.stringify(await world.admin.xrange(key, '-', '+')));
  }
  return parts.join('\n');
}

/** A line of a private key that holds what only the key has; its first lines hold the modulus, which everybody may know. */
export function privatePart(pem: string): string {
  return pem.trim().split(/\r?\n/).at(-3) ?? pem;
}

export function readProc(pid: string, what: string): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    // The process has ended in the meantime.
    return '';
  }
}
