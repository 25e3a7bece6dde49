import type { ChildProcess } from 'node:child_process';
import { PowerShell } from 'node-powershell';
import type { Logger } from '../../../process/log/logger.ts';
import type { Launch } from '../launch/executable.ts';

/**
 * node-powershell with the executable that we name: its own choice follows the variable NODE_POWERSHELL, which would
 * let whoever sets it replace PowerShell on a MID server.
 */
class ConfiguredPowerShell extends PowerShell {
  protected override setExecutable({ executable }: { executable?: string }): string {
    return executable ?? super.setExecutable({});
  }
}

export interface Shell {
  readonly child: ChildProcess;
  readonly streams: PowerShell['streams'];
  /** Settles when the command has ended, or the process. */
  invoke(command: string): Promise<unknown>;
}

/**
 * Starts one PowerShell that waits for a command.
 * @param cwd working folder
 * @throws Error when the operating system refuses at once; a missing executable is an `error` event of the child
 */
export function openShell(launch: Launch, env: Record<string, string>, cwd: string, logger: Logger): Shell {
  const shell = new ConfiguredPowerShell({
    executable: launch.executable,
    executableOptions: launch.executableOptions,
    spawnOptions: { env, cwd, windowsHide: true },
    throwOnInvocationError: false,
  });
  // Two promises and a stream of node-powershell that nobody listens to: with a missing executable, or one that ends
  // early, they would end this process (unhandled rejection, unhandled 'error').
  const note = (error: unknown) => logger.debug({ err: error }, 'PowerShell process ended with an error');
  Promise.resolve(shell['exitPromise']).catch(note);
  shell.streams.stdin.on('error', note);
  return { child: shell['process'], streams: shell.streams, invoke: (command) => shell.invoke(command) };
}
