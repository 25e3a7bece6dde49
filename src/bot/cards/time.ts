/** How moments are written: seen from now, in a time zone with an IANA name such as `Europe/Berlin`. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly timeZone: string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * `14:32 CET` today, `tomorrow 14:33 CET`, `yesterday 14:33 CET`, `Tue 09:10 CET` within a week, else `23 Nov 14:33 CET`
 * with the year when it is another. Always with the zone: readers sit in several, and only some clients can convert.
 */
export function timeAt(at: number, clock: Clock): string {
  return `${bareTimeAt(at, clock)} ${zoneAt(at, clock)}`;
}

/** As `timeAt` without the zone, for a list that names it once. */
export function bareTimeAt(at: number, { now, timeZone }: Clock): string {
  const then = partsOf(at, timeZone);
  const time = `${then.hour}:${then.minute}`;
  const days = then.dayNumber - partsOf(now, timeZone).dayNumber;
  if (days === 0) return time;
  if (days === 1) return `tomorrow ${time}`;
  if (days === -1) return `yesterday ${time}`;
  if (Math.abs(days) < 7) return `${then.weekday} ${time}`;
  const year = then.year === partsOf(now, timeZone).year ? '' : ` ${then.year}`;
  return `${then.day} ${then.month}${year} ${time}`;
}

/** `at 14:32`, but `tomorrow 14:33`: for the middle of a sentence. */
export function whenAt(at: number, clock: Clock): string {
  const time = timeAt(at, clock);
  if (/^\d\d:/.test(time)) return `at ${time}`;
  return /^(tomorrow|yesterday)/.test(time) ? time : `on ${time}`;
}

/** What the zone is called at that moment: `CET`, `CEST`, `EST`, `UTC`, `GMT+5:30`. */
export function zoneAt(at: number, { timeZone }: Clock): string {
  // Each variety of English knows the names of its own part of the world and writes others as an offset.
  const called = ['en-GB', 'en-US', 'en-AU', 'en-IN'].map((locale) => nameOf(at, timeZone, locale));
  return called.find((name) => /^[A-Z]{2,5}$/.test(name)) ?? called[0] ?? timeZone;
}

/** `23 Nov 2027`. */
export function dateOf(at: number, { timeZone }: Clock): string {
  const { day, month, year } = partsOf(at, timeZone);
  return `${day} ${month} ${year}`;
}

/** `less than a minute`, `9 min`, `1 h 5 min`, `2 days 3 h`. */
export function duration(ms: number): string {
  if (ms < MINUTE) return 'less than a minute';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return twoUnits(Math.floor(ms / HOUR), 'h', Math.floor((ms % HOUR) / MINUTE), 'min');
  const days = Math.floor(ms / DAY);
  return twoUnits(days, days === 1 ? 'day' : 'days', Math.floor((ms % DAY) / HOUR), 'h');
}

function twoUnits(first: number, unit: string, second: number, smaller: string): string {
  return second === 0 ? `${first} ${unit}` : `${first} ${unit} ${second} ${smaller}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function partsOf(at: number, timeZone: string) {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  const [year, month, day] = [Number(part('year')), Number(part('month')), Number(part('day'))];
  return {
    weekday: part('weekday'),
    day,
    month: MONTHS[month - 1] ?? '',
    year,
    hour: part('hour'),
    minute: part('minute'),
    /** Calendar days since 1970. */
    dayNumber: Date.UTC(year, month - 1, day) / DAY,
  };
}

function nameOf(at: number, timeZone: string, locale: string): string {
  const key = `${locale} ${timeZone}`;
  const format = names.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' });
  names.set(key, format);
  return format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/** Making a format takes longer than everything else on a card; the readers' time zone is one. */
const formats = new Map<string, Intl.DateTimeFormat>();
const names = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'numeric',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, format);
  return format;
}
