import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { StepRequest } from './console-lines.ts';
import { reportOf } from './failure.ts';
import { operate } from './operations.ts';
import { readServerFile } from './server-file.ts';
import type { Settings } from './settings.ts';

const OwnStore = z.object({ storeLocation: z.literal('CurrentUser') });

/** Where a step runs, and how it reaches whoever asked for it. */
export interface Around {
  machine(): Settings;
  secret(): Promise<unknown>;
  progress(note: string): void;
}

/** Carries out one step. @returns the document that the module prints at the end */
export async function answer({ operation, input, hasSecret }: StepRequest, around: Around): Promise<object> {
  const common = { schema: 1, warnings: [] };
  try {
    const secret = hasSecret ? await around.secret() : undefined;
    const machine = around.machine();
    if (machine.delayMs > 0) await pause(machine.delayMs);
    const server = readServerFile(machine.folder);
    // The store of the own account needs no elevation.
    const elevated =
      OwnStore.safeParse(input).success ||
      server.administrators.some((name) => name.toLowerCase() === machine.account.toLowerCase());
    const { progress } = around;
    const output = await operate(operation, { input, secret, machine, server, elevated, progress });
    return { ...common, ok: true, output };
  } catch (error) {
    return { ...common, ok: false, error: reportOf(error) };
  }
}
