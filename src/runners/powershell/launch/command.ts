import { StepFailure } from '../../../contracts/errors.ts';

/** What `Invoke-ExoStep.ps1` gets. */
export interface StepRequest {
  readonly schema: 1;
  readonly operation: string;
  readonly correlationId: string;
  readonly input: unknown;
  /** The script asks for a secret on its standard output and reads it from its standard input. */
  readonly hasSecret: boolean;
}

/**
 * The only text that PowerShell ever reads as a command: a fixed line in which the path comes from our own
 * installation and everything else is base64, so that no value is ever seen by its parser.
 * @throws StepFailure `script-path` for a path that would not arrive as it is
 */
export function commandFor(scriptFile: string, request: StepRequest): string {
  // Standard input has the console's code page, and typographic apostrophes end a string like the plain one.
  if (!/^[\x20-\x7e]+$/.test(scriptFile)) {
    throw new StepFailure({
      kind: 'person',
      code: 'script-path',
      message: 'The runner is installed in a folder whose name has other than ASCII characters.',
      advice: 'Install {worker} in a folder with plain letters, e.g. C:\\Program Files\\exo, then Retry.',
      detail: scriptFile,
    });
  }
  const encoded = Buffer.from(JSON.stringify(request), 'utf8').toString('base64');
  const script = scriptFile.replaceAll("'", "''");
  return `& '${script}' -CorrelationId '${request.correlationId}' -InputBase64 '${encoded}'`;
}
