import { createInterface } from 'node:readline';
import { answer } from './answer.ts';
import { parseConsoleLine, type StepRequest, toAsciiJson } from './console-lines.ts';
import { ownError } from './failure.ts';
import { readSettings } from './settings.ts';

/**
 * Stands in for powershell.exe with the module Exo.Runner on a MID server (name it in EXO_POWERSHELL): keeps
 * certificates as files, checks who may read a key, and asks the stand-in for Entra what Exchange would say.
 */
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
  const document = await answer(request, {
    machine: () => readSettings(process.env),
    secret: () => readSecret(request.correlationId),
    progress: (note) => print('progress', { note }),
  });
  print('result', document);
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
