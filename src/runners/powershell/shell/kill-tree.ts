import { execFile } from 'node:child_process';
import { win32 } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../../../process/errors.ts';
import type { Logger } from '../../../process/log/logger.ts';

const run = promisify(execFile);

/**
 * Ends a process and everything that it started, without asking. node-powershell alone ends only PowerShell itself and
 * would leave a hanging sign-in window or a child behind.
 */
export async function killTree(pid: number, systemRoot: string | undefined, logger: Logger): Promise<void> {
  if (process.platform === 'win32') return killWindowsTree(pid, systemRoot, logger);
  const family = [pid, ...(await descendants(pid, logger))];
  for (const member of family) kill(member, logger);
}

async function killWindowsTree(pid: number, systemRoot: string | undefined, logger: Logger): Promise<void> {
  const taskkill = win32.join(systemRoot ?? 'C:\\Windows', 'System32', 'taskkill.exe');
  try {
    await run(taskkill, ['/PID', String(pid), '/T', '/F'], { windowsHide: true, timeout: 10_000 });
  } catch (error) {
    // It fails too when the process ended a moment before.
    logger.warn({ pid, reason: messageOf(error) }, 'taskkill failed');
    kill(pid, logger);
  }
}

async function descendants(root: number, logger: Logger): Promise<number[]> {
  const children = new Map<number, number[]>();
  try {
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid='], { timeout: 10_000 });
    for (const line of stdout.split('\n')) {
      const [pid, parent] = line.trim().split(/\s+/).map(Number);
      if (pid && parent) children.set(parent, [...(children.get(parent) ?? []), pid]);
    }
  } catch (error) {
    logger.warn({ reason: messageOf(error) }, 'ps is not available: only the process itself is ended');
  }
  const found: number[] = [];
  const queue = [root];
  for (let parent = queue.shift(); parent !== undefined; parent = queue.shift()) {
    const next = children.get(parent) ?? [];
    found.push(...next);
    queue.push(...next);
  }
  return found;
}

function kill(pid: number, logger: Logger): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: it has ended meanwhile.
    logger.debug({ pid, reason: messageOf(error) }, 'process was not there to be ended');
  }
}
