/**
 * An error that a person can act on: what happened, and in `advice` what to do about it.
 * `code` is stable and kebab-case.
 */
export class CodedError extends Error {
  readonly code: string;
  readonly advice: string;
  /** How a command ends that cannot go on after this error. */
  readonly exitCode: number;

  constructor(code: string, message: string, advice: string, options?: { cause?: unknown; exitCode?: number }) {
    super(message, options);
    this.name = 'CodedError';
    this.code = code;
    this.advice = advice;
    this.exitCode = options?.exitCode ?? 1;
  }
}

/** Exit code of a process that was configured wrongly (EX_CONFIG of sysexits.h). */
export const EXIT_CONFIGURATION = 78;

/** Configuration that cannot work: the process ends with `EXIT_CONFIGURATION` and prints message and advice. */
export class ConfigurationError extends CodedError {
  constructor(message: string, advice: string, options?: { cause?: unknown }) {
    super('configuration', message, advice, { ...options, exitCode: EXIT_CONFIGURATION });
    this.name = 'ConfigurationError';
  }
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** An error as it may be logged. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly advice?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
  readonly errors?: readonly LoggedError[];
}

const DEEPEST_CAUSE = 5;

/**
 * What may be told of anything that was thrown: type, message, code, advice, stack and the same of its causes, and nothing
 * else. Libraries put more on their errors: ioredis the arguments of the command, with the password of AUTH among them.
 */
export function describeError(thrown: unknown, depth = 0): LoggedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: messageOf(thrown) };
  const code = 'code' in thrown ? thrown.code : undefined;
  const advice = 'advice' in thrown ? thrown.advice : undefined;
  const deeper = depth < DEEPEST_CAUSE;
  return {
    type: thrown.name,
    message: thrown.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof advice === 'string' ? { advice } : {}),
    ...(thrown.stack ? { stack: thrown.stack } : {}),
    ...(deeper && thrown.cause !== undefined ? { cause: describeError(thrown.cause, depth + 1) } : {}),
    ...(deeper && thrown instanceof AggregateError
      ? { errors: thrown.errors.slice(0, 10).map((each: unknown) => describeError(each, depth + 1)) }
      : {}),
  };
}
