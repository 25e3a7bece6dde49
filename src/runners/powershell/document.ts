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
});
export type ErrorReport = z.infer<typeof ErrorReport>;

/** The one document that `Invoke-ExoStep.ps1` prints. */
export const ResultDocument = z.discriminatedUnion('ok', [
  z.object({ schema: z.literal(1), ok: z.literal(true), output: z.unknown(), warnings: z.array(z.string()) }),
  z.object({ schema: z.literal(1), ok: z.literal(false), error: ErrorReport, warnings: z.array(z.string()) }),
]);
export type ResultDocument = z.infer<typeof ResultDocument>;

export const ProgressLine = z.object({ note: z.string() });
