import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { parseConsoleLine, type StepRequest, toAsciiJson } from './console-lines.ts';
import { ownError, reportOf } from './failure.ts';
import { operate } from './operations.ts';
import { readServerFile } from './server-file.ts';
import { readSettings } from './settings.ts';

/**
 * Stands in for powershell.exe with the module Exo.Runner on a MID server (name it in EXO_POWERSHELL): keeps
 * certificates as files, checks who may read a key, and asks the stand-in for Entra what Exchange would say.
 */
const OwnStore = z.object({ storeLocation: z.literal('CurrentUser') });
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

for (let next = await lines.next(); !next.done; next = await lines.next()) {
  const parsed = parseConsoleLine(next.value);
  switch (parsed.kind) {
    case 'write':
      (parsed.to === 'Out' ? process.stdout : process.stderr).write(`${parsed.text}\n`);
      break;
    case 'step':
      await runStep(parsed.request);
      break;
    case 'unknown':
      process.stderr.write('The stand-in knows only the call of Invoke-ExoStep.ps1.\n');
      break;
    case 'empty':
      break;
  }
}

async function runStep(request: StepRequest): Promise<void> {
  const print = (kind: string, document: unknown) =>
    process.stdout.write(`\n##exo:${request.correlationId}:${kind} ${toAsciiJson(document)}\n`);
  const common = { schema: 1, warnings: [] };
  try {
    const secret = request.hasSecret ? await readSecret(request.correlationId) : undefined;
    const machine = readSettings(process.env);
    if (machine.delayMs > 0) await pause(machine.delayMs);
    const server = readServerFile(machine.folder);
    // The store of the own account needs no elevation.
    const elevated =
      isOwnStore(request.input) ||
      server.administrators.some((name) => name.toLowerCase() === machine.account.toLowerCase());
    const progress = (note: string) => print('progress', { note });
    const output = await operate(request.operation, {
      input: request.input,
      secret,
      machine,
      server,
      elevated,
      progress,
    });
    print('result', { ...common, ok: true, output });
  } catch (error) {
    print('result', { ...common, ok: false, error: reportOf(error) });
  }
}

/** Asks for the step's secret and takes it from standard input, as the module does. */
async function readSecret(correlationId: string): Promise<unknown> {
  const mark = `##exo:${correlationId}:secret `;
  process.stdout.write(`\n##exo:${correlationId}:secret-wanted {}\n`);
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    if (!next.value.startsWith(mark)) continue;
    return JSON.parse(Buffer.from(next.value.slice(mark.length), 'base64').toString('utf8'));
  }
  throw ownError('secret-missing', 'The secret of this step did not arrive.');
}

function isOwnStore(input: unknown): boolean {
  return OwnStore.safeParse(input).success;
}
