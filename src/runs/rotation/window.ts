import type { RotationWindow } from '../../process/config/rotation.ts';

const STEP_MS = 15 * 60_000;
/** A window comes at least once a week; two days more for a change of the clocks. */
const STEPS = (9 * 86_400_000) / STEP_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, format);
  return format;
}

/** Whether a moment lies in a window, by the clock of its time zone. */
export function isInWindow(at: number, { days, from, to, timeZone }: RotationWindow): boolean {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const time = `${parts.get('hour')}:${parts.get('minute')}`;
  const day = parts.get('weekday')?.toLowerCase();
  return days.some((each) => each === day) && time >= from && time < to;
}

/** The first moment from this one on that lies in the window, in milliseconds since 1970, to a quarter of an hour. */
export function nextInWindow(at: number, window: RotationWindow): number {
  for (let step = 0; step < STEPS; step++) {
    const moment = at + step * STEP_MS;
    if (isInWindow(moment, window)) return moment;
  }
  return at;
}
