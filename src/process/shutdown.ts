import type { Logger } from './logger.ts';

const DEADLINE_MS = 25_000;

/** Resolves when the process is asked to end: SIGTERM, SIGINT (Ctrl+C, also how Windows services stop us), SIGBREAK. */
export function waitForSignal(): Promise<NodeJS.Signals> {
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
