import { CodedError } from './errors.ts';
import type { Logger } from './log/logger.ts';
import { scrub } from './log/scrub.ts';

/** A process that is asked to end has so long. */
const DEADLINE_MS = 25_000;

/**
 * Runs a process's `main`: a configuration that cannot work ends it with exit code 78 and one message with the
 * sentence that fixes it, another `CodedError` likewise with its own exit code, anything else that is thrown with its stack.
 * @param begins what did not come about, before the message
 */
export async function startProcess(main: () => Promise<void>, begins = 'exo cannot start'): Promise<void> {
  const fail = (error: unknown) => end(error, begins);
  // Node prints an error with everything that a library put on it, arguments of commands among them.
  process.on('uncaughtException', fail);
  try {
    await main();
    process.exit();
  } catch (error) {
    fail(error);
  }
}

function end(error: unknown, begins: string): never {
  if (error instanceof CodedError) {
    process.stderr.write(scrub(`${begins}: ${error.message}\n${error.advice}\n`));
    process.exit(error.exitCode);
  }
  process.stderr.write(scrub(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`));
  process.exit(1);
}

/** Resolves when the process is asked to end: SIGTERM, SIGINT (Ctrl+C, also how Windows services stop us), SIGBREAK. */
function waitForSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGBREAK'] as const) process.once(signal, resolve);
  });
}

/**
 * Runs one process: starts it, waits for a signal, disposes of what it registered in reverse order. A second signal or
 * 25 s end it at once: every job is safe to run again.
 */
export async function runProcess(
  logger: Logger,
  start: (resources: AsyncDisposableStack) => Promise<void>,
): Promise<void> {
  const resources = new AsyncDisposableStack();
  try {
    await start(resources);
    const signal = await waitForSignal();
    logger.info({ signal }, 'stopping');
    process.once('SIGINT', () => process.exit(130));
    process.once('SIGTERM', () => process.exit(143));
    setTimeout(() => {
      logger.error('stopping took too long, ending now');
      process.exit(1);
    }, DEADLINE_MS).unref();
  } finally {
    await resources.disposeAsync();
  }
  logger.info('stopped');
}
