import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RotationWindow } from '../../../src/process/config/rotation.ts';
import { isInWindow, nextInWindow } from '../../../src/runs/rotation/window.ts';

const QUARTER = 15 * 60_000;
const DAY = 86_400_000;

const day = fc.constantFrom('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun');
const time = fc.integer({ min: 0, max: 95 }).map((quarter) => {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(quarter / 4))}:${two((quarter % 4) * 15)}`;
});
const window = fc
  .record({
    days: fc.uniqueArray(day, { minLength: 1, maxLength: 3 }),
    from: time,
    to: time,
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
  })
  .filter(({ from, to }) => from < to)
  .map((each) => RotationWindow.parse(each));
/** Around the days on which clocks are put forward and back, and any other. */
const moment = fc
  .tuple(
    fc.constantFrom('2027-03-13', '2027-03-27', '2027-04-03', '2027-10-02', '2027-10-30', '2027-11-06', '2027-06-01'),
    fc.integer({ min: 0, max: 2 * DAY }),
  )
  .map(([date, ms]) => Date.parse(date) + ms);

describe('the next moment in a window', () => {
  it('is the one that a look at every quarter of an hour finds', () => {
    fc.assert(
      fc.property(moment, window, (at, one) => {
        let expected = at;
        while (expected < at + 9 * DAY && !isInWindow(expected, one)) expected += QUARTER;
        expect(nextInWindow(at, one)).toBe(expected < at + 9 * DAY ? expected : at);
      }),
      { numRuns: 150 },
    );
  });
});
