import { answer } from '../../demo/standins/powershell/answer.ts';
import type { Settings } from '../../demo/standins/powershell/settings.ts';
import type { Logger } from '../../src/process/log/logger.ts';
import type { PowerShellHost } from '../../src/runners/powershell/host.ts';
import { readResult } from '../../src/runners/powershell/result.ts';
import { withoutSecret } from '../../src/runners/powershell/without-secret.ts';

/**
 * The stand-in for PowerShell without a process for each step: for tests of what follows from many steps. What the host
 * and a process do is proved by those that start one.
 */
export function createInProcessPowerShell(machine: Settings, logger: Logger): PowerShellHost {
  return {
    async run({ operation, input, secret, timeoutMs, signal, onProgress }) {
      signal.throwIfAborted();
      const hasSecret = secret !== undefined;
      const notes: string[] = [];
      const request = { schema: 1 as const, operation, correlationId: '', input: asSent(input), hasSecret };
      const document = await answer(request, {
        machine: () => machine,
        secret: async () => asSent(secret),
        progress: (note) => void notes.push(note),
      });
      for (const note of notes) await onProgress(note);
      signal.throwIfAborted();
      const about = { executable: 'this process', operation, timeoutMs, logger, clean: withoutSecret(secret) };
      return readResult({ kind: 'document', json: JSON.stringify(document) }, about);
    },
  };
}

function asSent(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
