const SECOND = 1000;
const MINUTE = 60 * SECOND;

const DELAYS = [2, 5, 10, 20, 30, 60, 120, 240, 480, 900].map((seconds) => seconds * SECOND);

/** How long a transient failure is retried when its error does not say. */
export const DEFAULT_BUDGET_MS = 30 * MINUTE;

/** Waits for what a person does elsewhere: they are seen soon while they are at it, and a weekend costs little. */
const LOOKS = [15, 20, 30, 45, 60, 90, 120, 180, 300, 600].map((seconds) => seconds * SECOND);

/** Codes of the failures that stand for such a wait; they are no trouble, and only their changes are worth a line. */
const LOOKING: ReadonlySet<string | undefined> = new Set([
  'consent-pending',
  'old-certificate-used',
  'old-certificate-watched',
  'retired-watched',
]);

export function isLook(code: string | undefined): boolean {
  return LOOKING.has(code);
}

/** Wait before the next attempt after the n-th transient failure in a row (n from 1), in milliseconds. */
export function backOff(failures: number, code?: string): number {
  if (isLook(code)) return LOOKS[Math.min(failures, LOOKS.length) - 1] ?? 600 * SECOND;
  return DELAYS[Math.min(failures, DELAYS.length) - 1] ?? 900 * SECOND;
}
