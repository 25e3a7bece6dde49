import type { GraphFailure } from '../../../graph/failures/graph-failure.ts';

const TEXTS =
  /already exists? (?:on the object|for the following)|conflicting object .* is present|another object with the same value|is already in use/i;

/**
 * Whether Entra refused to give something because it was given before, by an answer that got lost or by somebody else.
 * Only reading back proves it.
 */
export function wasThere(failure: GraphFailure): boolean {
  return (failure.status === 400 || failure.status === 409) && TEXTS.test(failure.message);
}
