import { z } from 'zod';
import { Code, LIMITS, limitedText } from './limits.ts';

/**
 * What went wrong in a step, as it travels in a result and stands on a card.
 * - `transient`: try again by itself, after `retryAfterMs` or with back-off, for at most `budgetMs`;
 * - `person`: stop the step, a person must do what `advice` says, then Retry;
 * - `ours`: a fault of this software: stop and keep the evidence.
 */
export const StepError = z.object({
  kind: z.enum(['transient', 'person', 'ours']),
  /** Stable, kebab-case, e.g. `module-too-old`. */
  code: Code,
  /** One sentence: what happened. No secret, no stack. */
  message: limitedText(LIMITS.sentence),
  /** One sentence: what to do, or what is waited for. */
  advice: limitedText(LIMITS.sentence),
  link: z.string().max(LIMITS.detail).optional(),
  /** Microsoft's own text, shown under Details. */
  detail: limitedText(LIMITS.detail).optional(),
  requestId: limitedText(LIMITS.name).optional(),
  retryAfterMs: z.number().int().nonnegative().optional(),
  /** How long a transient error is retried, from its first appearance, before it needs a person. */
  budgetMs: z.number().int().nonnegative().optional(),
});
export type StepError = z.infer<typeof StepError>;

/** Thrown by a step; becomes the failed outcome of the attempt. */
export class StepFailure extends Error {
  readonly error: StepError;

  constructor(error: StepError, options?: { cause?: unknown }) {
    super(`${error.code}: ${error.message}`, options);
    this.name = 'StepFailure';
    this.error = error;
  }
}

/** A failure that a person must resolve. */
export function needsPerson(error: Omit<StepError, 'kind'>): StepFailure {
  return new StepFailure({ kind: 'person', ...error });
}

/**
 * Names the objects that a sentence is about: `{tenant}`, `{server}`. A table of failures does not know them, and a worker
 * knows only some: a placeholder without a name stays for whoever knows it.
 */
export function nameObjects(sentence: string, names: Readonly<Record<string, string | undefined>>): string {
  return sentence.replace(/\{([a-zA-Z]+)\}/g, (placeholder, object: string) =>
    Object.hasOwn(names, object) ? (names[object] ?? placeholder) : placeholder,
  );
}
