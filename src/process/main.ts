import { CodedError, ConfigurationError, EXIT_CONFIGURATION } from './errors.ts';

/**
 * Runs a process's `main`: a configuration that cannot work ends it with exit code 78 and one message with the
 * sentence that fixes it, anything else that is thrown with its stack.
 */
export async function startProcess(main: () => Promise<void>): Promise<void> {
  try {
    await main();
    process.exit(0);
  } catch (error) {
    if (error instanceof CodedError) {
      process.stderr.write(`exo cannot start: ${error.message}\n${error.advice}\n`);
      process.exit(error instanceof ConfigurationError ? EXIT_CONFIGURATION : 1);
    }
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  }
}
