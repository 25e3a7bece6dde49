import { existsSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const IN_MEMORY = '/dev/shm';
const ENOUGH_BYTES = 2 * 1024 ** 3;

/**
 * Where a Redis of a test writes: in memory, on a machine that has such a disk with room, else among the temporary files.
 * Redis waits for the disk at every write, as everywhere; on a real one that is half of a test's time. What it wrote is
 * still there after its process was killed, and tests kill no machine.
 */
export function quickDisk(): string {
  return hasRoom(IN_MEMORY) ? IN_MEMORY : tmpdir();
}

/** A new folder there. @param prefix of its name */
export function makeQuickFolder(prefix: string): string {
  return mkdtempSync(join(quickDisk(), prefix));
}

function hasRoom(disk: string): boolean {
  if (!existsSync(disk)) return false;
  const { bavail, bsize } = statfsSync(disk);
  return bavail * bsize >= ENOUGH_BYTES;
}
