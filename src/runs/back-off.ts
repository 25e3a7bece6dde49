const SECOND = 1000;
const MINUTE = 60 * SECOND;

const DELAYS = [2, 5, 10, 20, 30, 60, 120, 240, 480, 900].map((seconds) => seconds * SECOND);

/** How long a transient failure is retried when its error does not say. */
export const DEFAULT_BUDGET_MS = 30 * MINUTE;

/** Waits for what a person does elsewhere: they are seen soon while they are at it, and a weekend costs little. */
const LOOKS = [15, 20, 30, 45, 60, 90, 120, 180, 300, 600].map((seconds) => seconds * SECOND);

/** Code of the failure that stands for such a wait; it is no trouble, and only its changes are worth a line. */
const LOOKING = 'consent-pending';

export function isLook(code: string | undefined): boolean {
  return code === LOOKING;
}

/** Wait before the next attempt after the n-th transient failure in a row (n from 1), in milliseconds. */
export function backOff(failures: number, code?: string): number {
  if (isLook(code)) return LOOKS[Math.min(failures, LOOKS.length) - 1] ?? 600 * SECOND;
  return DELAYS[Math.min(failures, DELAYS.length) - 1] ?? 900 * SECOND;
}
