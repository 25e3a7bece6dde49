import { CodedError, ConfigurationError, EXIT_CONFIGURATION } from './errors.ts';
import { scrub } from './scrub.ts';

/**
 * Runs a process's `main`: a configuration that cannot work ends it with exit code 78 and one message with the
 * sentence that fixes it, anything else that is thrown with its stack.
 */
export async function startProcess(main: () => Promise<void>): Promise<void> {
  // Node prints an error with everything that a library put on it, arguments of commands among them.
  process.on('uncaughtException', fail);
  try {
    await main();
    process.exit(0);
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  if (error instanceof CodedError) {
    process.stderr.write(scrub(`exo cannot start: ${error.message}\n${error.advice}\n`));
    process.exit(error instanceof ConfigurationError ? EXIT_CONFIGURATION : 1);
  }
  process.stderr.write(scrub(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`));
  process.exit(1);
}
