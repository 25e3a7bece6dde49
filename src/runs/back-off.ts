const SECOND = 1000;
const MINUTE = 60 * SECOND;

const DELAYS = [2, 5, 10, 20, 30, 60, 120, 240, 480, 900].map((seconds) => seconds * SECOND);

/** How long a transient failure is retried when its error does not say. */
export const DEFAULT_BUDGET_MS = 30 * MINUTE;

/** Wait before the next attempt after the n-th transient failure in a row (n from 1), in milliseconds. */
export function backOff(failures: number): number {
  return DELAYS[Math.min(failures, DELAYS.length) - 1] ?? 900 * SECOND;
}
