/**
 * An error that a person can act on: what happened, and in `advice` what to do about it.
 * `code` is stable and kebab-case.
 */
export class CodedError extends Error {
  readonly code: string;
  readonly advice: string;

  constructor(code: string, message: string, advice: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'CodedError';
    this.code = code;
    this.advice = advice;
  }
}

/** Exit code of a process that was configured wrongly (EX_CONFIG of sysexits.h). */
export const EXIT_CONFIGURATION = 78;

/** Configuration that cannot work: the process ends with `EXIT_CONFIGURATION` and prints message and advice. */
export class ConfigurationError extends CodedError {
  constructor(message: string, advice: string, options?: { cause?: unknown }) {
    super('configuration', message, advice, options);
    this.name = 'ConfigurationError';
  }
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
