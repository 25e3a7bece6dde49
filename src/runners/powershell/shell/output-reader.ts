/** Begins every line that is for us; the rest of the output is noise of scripts and modules. */
export function sentinel(correlationId: string): string {
  return `##exo:${correlationId}:`;
}

export interface OutputEvents {
  /** The one result document, as JSON text. */
  document(json: string): void;
  progress(json: string): void;
  /** The script waits for the step's secret on its standard input. */
  secretWanted(): void;
  /** PowerShell may not run the step: application control limits it to this mode. */
  limited(mode: string): void;
  noise(line: string): void;
  /** More was printed than any step has reason to print. */
  tooMuch(): void;
}

/**
 * Cuts standard output into lines and tells ours from noise. A line of ours is `##exo:{id}:result {json}`,
 * `##exo:{id}:progress {json}`, `##exo:{id}:secret-wanted {}` or `##exo:{id}:language-mode {mode}`, in ASCII whatever the code page of the console is.
 * @param limit characters after which `tooMuch` is called, once
 */
export function createOutputReader(correlationId: string, limit: number, events: OutputEvents): (text: string) => void {
  const prefix = sentinel(correlationId);
  let rest = '';
  let total = 0;
  return (text) => {
    if (total > limit) return;
    total += text.length;
    if (total > limit) {
      events.tooMuch();
      return;
    }
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) read(line.trimEnd(), prefix, events);
  };
}

function read(line: string, prefix: string, events: OutputEvents): void {
  if (line === '') return;
  if (!line.startsWith(prefix)) {
    events.noise(line);
    return;
  }
  const body = line.slice(prefix.length);
  const space = body.indexOf(' ');
  const kind = body.slice(0, space);
  if (kind === 'result') events.document(body.slice(space + 1));
  else if (kind === 'progress') events.progress(body.slice(space + 1));
  else if (kind === 'language-mode') events.limited(body.slice(space + 1));
  else if (kind === 'secret-wanted') events.secretWanted();
  else events.noise(line);
}
