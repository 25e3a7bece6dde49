import type { EndedSpan, Scope, Tracing } from './tracing.ts';

interface Work extends Pick<EndedSpan, 'name' | 'attributes'> {
  /** undefined: of the run that it changes, if it changes one. */
  readonly run?: string;
}

/**
 * Does work for a run and records how long it took.
 * @param now milliseconds since 1970
 * @param codeOf what a failure is called
 */
export async function traced<T>(
  tracing: Tracing | undefined,
  now: () => number,
  { name, run, attributes }: Work,
  work: () => Promise<T>,
): Promise<T> {
  if (!tracing) return work();
  const scope: Scope = { run };
  const from = now();
  const record = (failed?: string) => {
    if (scope.run === undefined) return;
    const place = { kind: 'under-run' } as const;
    tracing.record({ name, run: scope.run, place, from, to: now(), attributes, ...(failed ? { failed } : {}) });
  };
  try {
    const result = await tracing.during(scope, work);
    record();
    return result;
  } catch (error) {
    record(codeOf(error));
    throw error;
  }
}

/** Only what is ours: the text of an error may hold anything. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'failed';
}
