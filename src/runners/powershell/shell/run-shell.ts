import { EOL } from 'node:os';
import { messageOf } from '../../../process/errors.ts';
import type { Logger } from '../../../process/log/logger.ts';
import { within } from '../../../process/time/within.ts';
import type { Launch } from '../launch/executable.ts';
import { ProgressLine } from './document.ts';
import { killTree } from './kill-tree.ts';
import { createOutputReader, sentinel } from './output-reader.ts';
import { openShell, type Shell } from './shell.ts';

/** How a PowerShell ended: the first of these that happens counts. */
export type Ending =
  | { readonly kind: 'document'; readonly json: string }
  | { readonly kind: 'no-document'; readonly exitCode: number | null; readonly stderr: string }
  | { readonly kind: 'not-started'; readonly error: unknown }
  | { readonly kind: 'limited'; readonly mode: string }
  | { readonly kind: 'timeout'; readonly stderr: string }
  | { readonly kind: 'too-much-output' }
  | { readonly kind: 'aborted' };

export interface ShellRun {
  readonly launch: Launch;
  readonly env: Record<string, string>;
  readonly systemRoot: string | undefined;
  readonly cwd: string;
  readonly command: string;
  readonly correlationId: string;
  /** Base64; undefined: the step has none. */
  readonly secret: string | undefined;
  /** Takes the step's secret out of what PowerShell says. */
  readonly clean: (text: string) => string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  onProgress(note: string): Promise<void> | void;
}

/** A result has some kilobytes; whoever prints millions of characters has gone wrong. */
const OUTPUT_LIMIT = 4 * 1024 * 1024;
const STDERR_KEPT = 8 * 1024;
/** Time for PowerShell to end by itself once its input is closed. */
const CLOSE_GRACE_MS = 2_000;
const KILL_GRACE_MS = 5_000;

/** Runs one command in one PowerShell, which has ended when this returns, whatever it did. */
export async function runShell(run: ShellRun): Promise<Ending> {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  let shell: Shell;
  try {
    shell = openShell(run.launch, run.env, run.cwd, run.logger);
  } catch (error) {
    return { kind: 'not-started', error };
  }
  const progress = createProgressQueue(run);
  const onAbort = () => resolve({ kind: 'aborted' });
  run.signal.addEventListener('abort', onAbort, { once: true });
  const errors = listen(shell, run, progress.add, resolve);
  const timer = setTimeout(() => resolve({ kind: 'timeout', stderr: errors() }), run.timeoutMs);
  const ending = await promise;
  clearTimeout(timer);
  run.signal.removeEventListener('abort', onAbort);
  await close(shell, run, ending.kind === 'document' || ending.kind === 'no-document');
  await progress.drained();
  return ending;
}

/** @returns what was printed to standard error so far */
function listen(
  shell: Shell,
  run: ShellRun,
  progress: (json: string) => void,
  resolve: (ending: Ending) => void,
): () => string {
  const { child, streams } = shell;
  let stderr = '';
  const ended = () => resolve({ kind: 'no-document', exitCode: child.exitCode, stderr: run.clean(stderr) });
  const tooMuch = () => resolve({ kind: 'too-much-output' });
  const feed = createOutputReader(run.correlationId, OUTPUT_LIMIT, {
    document: (json) => resolve({ kind: 'document', json }),
    progress,
    limited: (mode) => resolve({ kind: 'limited', mode }),
    secretWanted: () => sendSecret(shell, run),
    noise: (line) => run.logger.debug({ line: run.clean(line).slice(0, 500) }, 'PowerShell printed'),
    tooMuch,
  });
  streams.stdout.on('data', (chunk: string | Buffer) => feed(String(chunk)));
  let stderrLength = 0;
  streams.stderr.on('data', (chunk: string | Buffer) => {
    stderrLength += chunk.length;
    if (stderr.length < STDERR_KEPT) stderr += String(chunk);
    if (stderrLength > OUTPUT_LIMIT) tooMuch();
  });
  child.on('error', (error) => resolve({ kind: 'not-started', error }));
  // 'close' comes after the last output; a grandchild that holds the pipe open must not delay us for ever.
  child.on('close', ended);
  child.on('exit', () => setTimeout(ended, CLOSE_GRACE_MS).unref());
  shell.invoke(run.command).then(
    () => {
      // A script that calls `exit` makes this succeed without output: then 'close' tells.
      if (child.exitCode === null && child.signalCode === null) setImmediate(ended);
    },
    (error: unknown) =>
      run.logger.debug({ reason: run.clean(messageOf(error)) }, 'PowerShell ended before its command'),
  );
  return () => run.clean(stderr);
}

/**
 * Answers the script that waits for its secret. Standard input ends with it, so that a script that ends without a
 * result is seen: the line that node-powershell put behind the command may have been read by the script.
 */
function sendSecret({ streams }: Shell, { correlationId, secret, logger }: ShellRun): void {
  if (secret === undefined) logger.warn('PowerShell asked for a secret that this step does not have');
  streams.stdin.end(secret === undefined ? '' : `${sentinel(correlationId)}secret ${secret}${EOL}`);
}

/** Progress notes reach the job in their order; one that fails does not harm the step. */
function createProgressQueue({ onProgress, clean, logger }: ShellRun) {
  let last: Promise<void> = Promise.resolve();
  const send = async (json: string) => {
    try {
      await onProgress(ProgressLine.parse(JSON.parse(clean(json))).note);
    } catch (error) {
      logger.warn({ reason: messageOf(error) }, 'progress was not shown');
    }
  };
  return {
    add(json: string): void {
      last = last.then(() => send(json));
    },
    drained: () => last,
  };
}

/** Lets a PowerShell that has done its work end by itself, and ends any other one with everything that it started. */
async function close({ child, streams }: Shell, { systemRoot, logger }: ShellRun, gently: boolean): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const ended = new Promise<boolean>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(true);
    else child.once('exit', () => resolve(true));
  });
  if (gently) {
    streams.stdin.end();
    if (await within(CLOSE_GRACE_MS, ended, () => false)) return;
  }
  await killTree(pid, systemRoot, logger);
  if (!(await within(KILL_GRACE_MS, ended, () => false))) logger.error({ pid }, 'PowerShell could not be ended');
}
