import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Logger } from '../../process/log/logger.ts';
import { childEnvironment } from './launch/child-environment.ts';
import { commandFor } from './launch/command.ts';
import { planLaunch } from './launch/executable.ts';
import { verifyModule } from './launch/module-hashes.ts';
import { readResult } from './result.ts';
import { runShell } from './shell/run-shell.ts';
import { withoutSecret } from './without-secret.ts';

export interface PowerShellCall {
  /** Name of an operation of the module, e.g. `create-certificate`. */
  readonly operation: string;
  readonly input: unknown;
  /** Written to PowerShell's standard input when its script asks for it: in no command, argument, variable or file. */
  readonly secret?: unknown;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  onProgress(note: string): Promise<void> | void;
}

export interface PowerShellHost {
  /**
   * Runs one operation in a PowerShell of its own.
   * @returns what the operation answered; the caller checks its shape
   * @throws StepFailure with what a person can do; the signal's reason when it fired
   */
  run(call: PowerShellCall): Promise<unknown>;
}

export interface PowerShellHostOptions {
  /** `powershell.exe`, `pwsh`, a full path, or a Node script that stands in for PowerShell. */
  readonly executable: string;
  /** Default: the module that comes with the runner. */
  readonly scriptFile?: string;
  readonly logger: Logger;
  /** The runner's environment; an allow-list of it reaches PowerShell. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const SCRIPT = join(import.meta.dirname, '..', 'module', 'Invoke-ExoStep.ps1');

export function createPowerShellHost(options: PowerShellHostOptions): PowerShellHost {
  const { executable, env, logger, scriptFile = SCRIPT } = options;
  const folder = dirname(scriptFile);
  return {
    async run(call) {
      call.signal.throwIfAborted();
      verifyModule(folder);
      const { operation, input, secret, timeoutMs, signal } = call;
      const hasSecret = secret !== undefined;
      const correlationId = randomUUID();
      const clean = withoutSecret(secret);
      const log = logger.child({ operation, correlationId });
      const ending = await runShell({
        launch: planLaunch(executable, env, process.execPath),
        env: childEnvironment(env, executable),
        systemRoot: env['SystemRoot'] ?? env['SYSTEMROOT'],
        cwd: folder,
        command: commandFor(scriptFile, { schema: 1, operation, correlationId, input, hasSecret }),
        secret: hasSecret ? Buffer.from(JSON.stringify(secret)).toString('base64') : undefined,
        correlationId,
        clean,
        timeoutMs,
        signal,
        logger: log,
        onProgress: (note) => call.onProgress(note),
      });
      signal.throwIfAborted();
      return readResult(ending, { executable, operation, timeoutMs, logger: log, clean });
    },
  };
}
