import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from './random.ts';
import type { ChaosWorld } from './world.ts';

/** Redis as a service manager starts it: again, when it ends at once. */
export async function startRedisAgain(world: ChaosWorld): Promise<void> {
  await world.supervisor.startAgain('redis');
  await world.admin.ping();
}

/** The file that Redis appends every write to. */
function appendFile(world: ChaosWorld): string {
  const folder = join(world.folder, 'redis', 'appendonlydir');
  const newest = readdirSync(folder)
    .filter((name) => name.endsWith('.incr.aof'))
    .toSorted((one, other) => statSync(join(folder, other)).mtimeMs - statSync(join(folder, one)).mtimeMs)[0];
  if (!newest) throw new Error(`Redis keeps no append-only file in ${folder}.`);
  return join(folder, newest);
}

/**
 * The machine of Redis loses power: what it had not flushed to the disk is gone, and the last record is torn. With
 * appendfsync always, an answer follows the flush: all that was flushed is in the file when no write is under way, which
 * a pause of writes brings about. Everything behind that point was acknowledged to nobody.
 */
export async function cutPower(world: ChaosWorld): Promise<void> {
  await world.admin.call('CLIENT', 'PAUSE', '10000', 'WRITE');
  const file = appendFile(world);
  const flushed = statSync(file).size;
  await world.supervisor.kill('redis');
  truncateSync(file, flushed);
  appendFileSync(file, '*3\r\n$3\r\nSET\r\n$4\r\nto');
  await startRedisAgain(world);
}

/** Nothing more fits into the memory that Redis may take: it answers every write with an error, for a while. */
export async function fillMemory(world: ChaosWorld, random: Random): Promise<void> {
  await world.admin.config('SET', 'maxmemory', '1mb');
  await pause(random.between(1000, 5000));
  await world.admin.config('SET', 'maxmemory', '0');
}

/**
 * No byte more fits on the disk of Redis: its files must not grow (RLIMIT_FSIZE), and with appendfsync always it ends at
 * the next write rather than answer without having kept it. Then there is room again.
 */
export async function fillDisk(world: ChaosWorld, random: Random): Promise<void> {
  const pid = world.supervisor.pidOf('redis');
  const size = statSync(appendFile(world)).size;
  const limited = spawnSync('prlimit', [`--pid=${pid}`, `--fsize=${size}:unlimited`]);
  if (limited.status !== 0) throw new Error(`prlimit cannot limit Redis: ${String(limited.stderr ?? limited.error)}`);
  const end = Date.now() + 20_000;
  while (world.supervisor.pidOf('redis') === pid && Date.now() < end) {
    await Promise.race([world.admin.set(`${world.keys.prefix}:chaos`, String(Date.now())), pause(200)]).catch(
      () => undefined,
    );
  }
  await pause(random.between(0, 2000));
  await startRedisAgain(world);
}
