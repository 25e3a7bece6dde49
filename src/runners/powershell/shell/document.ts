import { z } from 'zod';

/** What the module says of an error: its own code, or Microsoft's and Windows' texts. */
export const ErrorReport = z.object({
  /** Code of an error that the module raised itself, e.g. `certificate-missing`; null: somebody else's. */
  code: z.string().nullable(),
  message: z.string(),
  /** Messages of the inner exceptions, outermost first. */
  inner: z.array(z.string()),
  exception: z.string(),
  errorId: z.string(),
  position: z.string(),
  stack: z.string(),
  /** What to do, of an error that the module raised itself and that names its object; empty: the code's own advice. */
  advice: z.string().default(''),
  /** What the error is about, e.g. the command that was not found. */
  target: z.string().default(''),
  /** The exceptions from the outermost to the innermost, as codes: Windows' texts come in its own language. */
  causes: z
    .array(
      z.object({
        type: z.string(),
        /** Eight hexadecimal digits. */
        hresult: z.string(),
        /** WebExceptionStatus, e.g. `NameResolutionFailure`. */
        web: z.string().default(''),
        /** Status of the HTTP answer; 0: none. */
        http: z.number().int().default(0),
        /** Winsock's error, e.g. 11001; 0: none. */
        socket: z.number().int().default(0),
      }),
    )
    .default([]),
});
export type ErrorReport = z.infer<typeof ErrorReport>;

/** The one document that `Invoke-ExoStep.ps1` prints. */
export const ResultDocument = z.discriminatedUnion('ok', [
  z.object({ schema: z.literal(1), ok: z.literal(true), output: z.unknown(), warnings: z.array(z.string()) }),
  z.object({ schema: z.literal(1), ok: z.literal(false), error: ErrorReport, warnings: z.array(z.string()) }),
]);
export type ResultDocument = z.infer<typeof ResultDocument>;

export const ProgressLine = z.object({ note: z.string() });
