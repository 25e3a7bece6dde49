/**
 * Traces of OpenTelemetry: where the time of a run goes, from the command to the last card. Every process records its own
 * part. The ids follow from the names of run and job (`ids.ts`), so that the parts make one tree although no context
 * travels with a job: what is signed stays as it is, and nobody can write a context into it.
 */
export interface Tracing extends AsyncDisposable {
  record(span: EndedSpan): void;
  /** Does work for somebody; `scope` is answered while it lasts. */
  during<T>(scope: Scope, work: () => Promise<T>): Promise<T>;
  scope(): Scope | undefined;
}

/** What is being worked for. */
export interface Scope {
  /** Set by the first commit where it is not known before: a command begins a run, a click changes one. */
  run: string | undefined;
  /** Id of the job, while a step is executed. */
  readonly job?: string;
}

/** Where a span stands in the tree of a run. */
export type SpanPlace =
  /** The root: the run as a whole. */
  | { readonly kind: 'run' }
  /** One attempt of a step. */
  | { readonly kind: 'attempt'; readonly job: string }
  | { readonly kind: 'under-run' }
  | { readonly kind: 'under-attempt'; readonly job: string };

/**
 * Something that has ended. Names and attributes are ours alone: no text of a person, no address of an object in a tenant,
 * nothing secret.
 */
export interface EndedSpan {
  readonly name: string;
  readonly run: string;
  readonly place: SpanPlace;
  /** Milliseconds since 1970, as is `to`. */
  readonly from: number;
  readonly to: number;
  readonly attributes: Readonly<Record<string, string | number | readonly string[]>>;
  /** Code of the failure, when it failed. */
  readonly failed?: string;
}

export interface TracedProcess {
  /** `bot`, `jobs` or `runner`. */
  readonly process: string;
  /** Which of several; the id of a runner. */
  readonly instance?: string;
  readonly namespace: string;
}
