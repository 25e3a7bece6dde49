import { describe, expect, it } from 'vitest';
import { dateOf, duration, timeAt, whenAt } from '../../../../src/bot/cards/time.ts';

const now = Date.parse('2026-11-24T14:31:00Z');
const utc = { now, timeZone: 'UTC' };
const at = (text: string) => Date.parse(text);

describe('a moment', () => {
  it.each([
    ['2026-11-24T09:05:00Z', '09:05 UTC'],
    ['2026-11-25T14:33:00Z', 'tomorrow 14:33 UTC'],
    ['2026-11-23T23:59:00Z', 'yesterday 23:59 UTC'],
    ['2026-12-01T09:10:00Z', '1 Dec 09:10 UTC'],
    ['2026-11-30T09:10:00Z', 'Mon 09:10 UTC'],
    ['2026-11-19T09:10:00Z', 'Thu 09:10 UTC'],
    ['2027-11-23T00:00:00Z', '23 Nov 2027 00:00 UTC'],
  ])('is written as seen from now: %s', (moment, text) => {
    expect(timeAt(at(moment), utc)).toBe(text);
  });

  it('is written in the time zone of the readers, also when that is another day', () => {
    const moment = at('2026-11-24T23:30:00Z');

    expect(timeAt(moment, { now, timeZone: 'Europe/Berlin' })).toBe('tomorrow 00:30 CET');
    expect(timeAt(moment, { now, timeZone: 'America/New_York' })).toBe('18:30 EST');
  });

  it('stays right over the end of summer time', () => {
    const clock = { now: at('2026-10-24T12:00:00Z'), timeZone: 'Europe/Berlin' };

    expect(timeAt(at('2026-10-25T11:00:00Z'), clock)).toBe('tomorrow 12:00 CET');
  });

  it.each([
    ['Europe/Berlin', '16:31 CEST'],
    ['America/New_York', '10:31 EDT'],
    ['Asia/Kolkata', '20:01 IST'],
    ['Asia/Tokyo', '23:31 GMT+9'],
  ])('names its zone, for readers in another one: %s', (timeZone, text) => {
    const summer = at('2026-07-24T14:31:00Z');

    expect(timeAt(summer, { now: summer, timeZone })).toBe(text);
  });

  it('stands in a sentence', () => {
    expect(whenAt(now, utc)).toBe('at 14:31 UTC');
    expect(whenAt(at('2026-11-25T14:33:00Z'), utc)).toBe('tomorrow 14:33 UTC');
    expect(whenAt(at('2026-11-30T09:10:00Z'), utc)).toBe('on Mon 09:10 UTC');
  });

  it('is a day where the hour does not matter', () => {
    expect(dateOf(at('2027-09-23T09:30:00Z'), utc)).toBe('23 Sep 2027');
  });
});

describe('a duration', () => {
  it.each([
    [59_000, 'less than a minute'],
    [9 * 60_000 + 40_000, '9 min'],
    [65 * 60_000, '1 h 5 min'],
    [2 * 3_600_000, '2 h'],
    [27 * 3_600_000, '1 day 3 h'],
    [48 * 3_600_000, '2 days'],
  ])('of %i ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});
