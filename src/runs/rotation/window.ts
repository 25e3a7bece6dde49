import type { RotationWindow } from '../../process/config/rotation.ts';

const MINUTE_MS = 60_000;
const STEP_MS = 15 * MINUTE_MS;
const DAY_MS = 86_400_000;
/** A window comes at least once a week; two days more for a change of the clocks. */
const MOST_MS = 9 * DAY_MS;
/** By how much a clock is put forward at most. */
const FORWARD_MS = 60 * MINUTE_MS;

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

/** Weekday and time of day, such as `mon` and `06:45`, by the clock of a time zone. */
function clockAt(at: number, timeZone: string): { readonly day: string; readonly time: string } {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return { day: (parts.get('weekday') ?? '').toLowerCase(), time: `${parts.get('hour')}:${parts.get('minute')}` };
}

/** Whether a moment lies in a window, by the clock of its time zone. */
export function isInWindow(at: number, window: RotationWindow): boolean {
  return untilWindow(at, window) === 0;
}

/** How long it takes by the clock until the window or the next day begins, in milliseconds; 0 in the window. */
function untilWindow(at: number, { days, from, to, timeZone }: RotationWindow): number {
  const { day, time } = clockAt(at, timeZone);
  const isDay = days.some((each) => each === day);
  if (isDay && time >= from && time < to) return 0;
  return msOf(isDay && time < from ? from : '24:00') - msOf(time);
}

function msOf(time: string): number {
  return (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * MINUTE_MS;
}

/** The first moment from this one on that lies in the window, in milliseconds since 1970, to a quarter of an hour. */
export function nextInWindow(at: number, window: RotationWindow): number {
  for (let moment = at; moment < at + MOST_MS; ) {
    const left = untilWindow(moment, window);
    if (left === 0) return moment;
    // Reading a clock is slow: it is read a few times a day. One that is put forward meanwhile must not skip the window.
    moment += Math.max(Math.floor((left - FORWARD_MS) / STEP_MS) * STEP_MS, STEP_MS);
  }
  return at;
}
