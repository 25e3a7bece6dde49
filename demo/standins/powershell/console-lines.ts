import { z } from 'zod';

/** A line that PowerShell gets on its standard input, as far as the stand-in understands PowerShell. */
export type ConsoleLine =
  | { readonly kind: 'write'; readonly to: 'Out' | 'Error'; readonly text: string }
  | { readonly kind: 'step'; readonly request: StepRequest }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unknown' };

const StepRequest = z.object({
  schema: z.literal(1),
  operation: z.string(),
  correlationId: z.string(),
  input: z.unknown(),
  hasSecret: z.boolean(),
});
export type StepRequest = z.infer<typeof StepRequest>;

/** Three forms: the two with which node-powershell marks the ends of an answer, and the call of the module. */
export function parseConsoleLine(line: string): ConsoleLine {
  if (line.trim() === '') return { kind: 'empty' };
  const write = /^\[Console\]::(Out|Error)\.WriteLine\("(\w*)"\)$/.exec(line);
  if (write) return { kind: 'write', to: write[1] === 'Error' ? 'Error' : 'Out', text: write[2] ?? '' };
  const step =
    /^& '(?:[^']|'')*Invoke-ExoStep\.ps1' -CorrelationId '[0-9a-f-]+' -InputBase64 '([A-Za-z0-9+/=]*)'$/.exec(line);
  if (!step) return { kind: 'unknown' };
  const text = Buffer.from(step[1] ?? '', 'base64').toString('utf8');
  return { kind: 'step', request: StepRequest.parse(JSON.parse(text)) };
}

/** JSON in ASCII, as the module prints it. */
export function toAsciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
