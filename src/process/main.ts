import { CodedError } from './errors.ts';
import { scrub } from './scrub.ts';

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
