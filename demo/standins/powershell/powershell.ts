import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { readEnvironment } from './environment.ts';
import { ModuleError } from './operation.ts';
import { OPERATIONS } from './operations.ts';

/** What the runner writes: an echo of node-powershell's delimiters, or the one line that starts a step. */
const ECHO = /^\[Console\]::(Out|Error)\.WriteLine\("(.*)"\)$/;
const STEP = /^& '.*Invoke-ExoStep\.ps1' -InputBase64 '([A-Za-z0-9+/=]+)'$/;

const Request = z.object({
  operation: z.string(),
  correlationId: z.string(),
  input: z.record(z.string(), z.unknown()),
});

const secret = process.env['EXO_STEP_SECRET'];
delete process.env['EXO_STEP_SECRET'];
const environment = readEnvironment(process.env);

for await (const line of createInterface({ input: process.stdin })) {
  const echo = ECHO.exec(line);
  const step = STEP.exec(line);
  if (echo) (echo[1] === 'Out' ? process.stdout : process.stderr).write(`${echo[2]}\n`);
  else if (step?.[1]) await runStep(step[1]);
  else if (line.trim())
    process.stderr.write(`The term '${line.slice(0, 40)}' is not recognized as the name of a cmdlet.\n`);
}

async function runStep(base64: string): Promise<void> {
  const request = Request.parse(JSON.parse(Buffer.from(base64, 'base64').toString('utf8')));
  const mark = `##exo:${request.correlationId}`;
  const progress = (note: string) => void process.stdout.write(`\n${mark}:progress ${ascii({ note })}\n`);
  const document = await answer(request, progress);
  process.stdout.write(`\n${mark}:result ${ascii(document)}\n`);
}

async function answer(request: z.infer<typeof Request>, progress: (note: string) => void) {
  try {
    if (environment.delayMs > 0) await wait(environment.delayMs);
    const operation = OPERATIONS[request.operation];
    if (!operation) throw new ModuleError('operation-unknown', `There is no operation ${request.operation}.`);
    const given = secret === undefined ? undefined : JSON.parse(Buffer.from(secret, 'base64').toString('utf8'));
    const result = await operation(request.input, { environment, secret: given, progress });
    return { schema: 1, ok: true, warnings: [], ...result };
  } catch (error) {
    return { schema: 1, ok: false, warnings: [], error: report(error) };
  }
}

function report(error: unknown) {
  return {
    code: error instanceof ModuleError ? error.code : null,
    message: error instanceof Error ? error.message : String(error),
    inner: [],
    exception: 'System.Management.Automation.RuntimeException',
    errorId: 'StandIn',
    position: '',
    stack: '',
  };
}

/** JSON in ASCII, as the module prints it whatever the code page of the console is. */
function ascii(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
