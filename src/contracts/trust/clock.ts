/** Seconds by which the clocks of jobs and runners may differ. */
export const CLOCK_TOLERANCE_S = 60;

/**
 * How a worker says that its own clock and that of the job do not fit. The engine reads nothing but the number and the
 * direction: a refusal is not signed.
 */
export function clockText(seconds: number, direction: 'ahead' | 'behind'): string {
  return `clock ${Math.round(seconds)} s ${direction}`;
}

export function readClockText(text: string): { seconds: number; direction: 'ahead' | 'behind' } | undefined {
  const [, seconds, direction] = /\bclock (\d{1,10}) s (ahead|behind)\b/.exec(text) ?? [];
  if (!seconds || (direction !== 'ahead' && direction !== 'behind')) return undefined;
  return { seconds: Number(seconds), direction };
}
