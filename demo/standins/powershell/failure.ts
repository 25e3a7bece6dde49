import type { ErrorReport } from '../../../src/runners/powershell/shell/document.ts';

/** An error as Windows, Exchange or the module would raise it. */
export class StandInError extends Error {
  readonly code: string | null;
  readonly exception: string;

  constructor(message: string, options: { code?: string; exception?: string } = {}) {
    super(message);
    this.name = 'StandInError';
    this.code = options.code ?? null;
    this.exception = options.exception ?? 'System.Exception';
  }
}

/** An error that the module raises itself. */
export function ownError(code: string, message: string): StandInError {
  return new StandInError(message, { code, exception: 'System.InvalidOperationException' });
}

export function cryptographicError(message: string): StandInError {
  return new StandInError(message, { exception: 'System.Security.Cryptography.CryptographicException' });
}

/** The form in which the module reports what was thrown. */
export function reportOf(thrown: unknown): ErrorReport {
  const known = thrown instanceof StandInError ? thrown : undefined;
  return {
    code: known?.code ?? null,
    message: thrown instanceof Error ? thrown.message : String(thrown),
    inner: [],
    exception: known?.exception ?? 'System.Exception',
    errorId: known?.code ? `Exo:${known.code}` : 'StandIn',
    position: '',
    advice: '',
    target: '',
    causes: [],
    stack: thrown instanceof Error && !known ? (thrown.stack ?? '') : '',
  };
}
