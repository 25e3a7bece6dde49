import type { StandInEnvironment } from './environment.ts';

/** One operation of the module: the same input and the same documents. */
export type Operation = (
  input: Readonly<Record<string, unknown>>,
  context: {
    readonly environment: StandInEnvironment;
    readonly secret: unknown;
    readonly progress: (note: string) => void;
  },
) => OperationResult | Promise<OperationResult>;

export interface OperationResult {
  readonly output: unknown;
  readonly secret?: unknown;
}

/** An error that the module raises itself, with its code; every other error has a text of Windows or Microsoft. */
export class ModuleError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
