import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RotationWindow } from '../../../src/process/config/rotation.ts';
import { nextReminder } from '../../../src/runs/rotation/reminders.ts';
import { beginsAt, latestBegin, looksAgainAt, MOST_A_DAY, mayBegin } from '../../../src/runs/rotation/schedule.ts';
import { isInWindow } from '../../../src/runs/rotation/window.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-11-25T00:00:00.000Z');
const WINDOW = RotationWindow.parse({});
const ALWAYS = RotationWindow.parse({
  days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
  from: '00:00',
  to: '23:59',
});

function certificate(days: number, window = ALWAYS, tenantId: string = randomUUID()) {
  return { tenantId, endsAt: START + days * DAY, lifeMs: days * DAY, window };
}

describe('a rotation begins by itself', () => {
  it.each([
    [365, 305],
    [180, 120],
    [90, 60],
  ])('with %i days of life not before day %i, and within two weeks of it', (life, day) => {
    for (let each = 0; each < 50; each++) {
      const at = (beginsAt(certificate(life)) - START) / DAY;
      expect(at).toBeGreaterThanOrEqual(day);
      expect(at).toBeLessThanOrEqual(day + 14 + 0.02);
    }
  });

  it('in the window of the tenant, by its own clock', () => {
    const window = RotationWindow.parse({ days: ['sat'], from: '06:00', to: '10:00', timeZone: 'Europe/Berlin' });

    for (let each = 0; each < 20; each++) expect(isInWindow(beginsAt(certificate(365, window)), window)).toBe(true);
    // 05:30 UTC is 07:30 in Berlin in summer and 06:30 in winter.
    expect(isInWindow(Date.parse('2027-07-03T05:30:00Z'), window)).toBe(true);
    expect(isInWindow(Date.parse('2027-01-02T04:30:00Z'), window)).toBe(false);
  });

  it('never later than 5 days before the end, window or not', () => {
    const never = RotationWindow.parse({ days: ['sun'], from: '03:00', to: '03:15' });

    for (const days of [7, 14, 30]) {
      const short = certificate(days, never);
      expect(beginsAt(short)).toBeLessThanOrEqual(short.endsAt - 5 * DAY);
    }
  });

  it('at the same moment for the same tenant', () => {
    expect(beginsAt(certificate(365, WINDOW, 'a'))).toBe(beginsAt(certificate(365, WINDOW, 'a')));
  });
});

interface Tenant {
  readonly tenantId: string;
  endsAt: number;
  look: number;
}

/** A year and more of a fleet, by the rules that the due-list follows. */
function live(tenants: Tenant[], years: number) {
  const begun: number[] = [];
  const closest: number[] = [];
  let reminders = 0;
  const renewable = ({ tenantId, endsAt }: Tenant) => ({ tenantId, endsAt, lifeMs: 365 * DAY, window: WINDOW });
  for (const tenant of tenants) tenant.look = beginsAt(renewable(tenant));
  for (;;) {
    const next = tenants.reduce((one, other) => (other.look < one.look ? other : one));
    const now = next.look;
    if (now > START + years * 365 * DAY) break;
    const today = begun.filter((moment) => moment > now - DAY).length;
    if (!mayBegin(renewable(next), today, now)) {
      next.look = looksAgainAt(renewable(next), 'crowded', now);
      continue;
    }
    begun.push(now);
    closest.push(next.endsAt - now);
    // Somebody enters the value within two days.
    const remindAt = nextReminder(next.endsAt, now);
    if (remindAt !== undefined && remindAt <= now + 2 * DAY) reminders++;
    next.endsAt = now + 365 * DAY;
    next.look = beginsAt(renewable(next));
  }
  return { begun, closest, reminders };
}

function busiestDay(begun: readonly number[]): number {
  return Math.max(...begun.map((now) => begun.filter((moment) => moment > now - DAY && moment <= now).length));
}

describe('a year of 200 tenants', () => {
  it.each([
    ['onboarded over the year', (index: number) => (index * 365) / 200],
    ['onboarded within a week', (index: number) => (index % 7) + 100],
    ['all onboarded on one day', () => 30],
  ])('%s: none without a working key, at most 25 renewals a day, no reminder', (_how, onboardedOn) => {
    const tenants = Array.from({ length: 200 }, (_, index) => ({
      tenantId: `tenant-${index}`,
      endsAt: START + (365 - onboardedOn(index)) * DAY,
      look: 0,
    }));
    // Who came long ago ends soon: begin a year before, so that all are renewed once at least.
    for (const tenant of tenants) tenant.endsAt += 61 * DAY;

    const { begun, closest, reminders } = live(tenants, 2);

    expect(begun.length).toBeGreaterThanOrEqual(200);
    expect(Math.min(...closest)).toBeGreaterThanOrEqual(5 * DAY);
    expect(Math.max(...closest)).toBeLessThanOrEqual(60 * DAY);
    expect(busiestDay(begun)).toBeLessThanOrEqual(MOST_A_DAY);
    expect(reminders).toBe(0);
  });

  it('forgets nobody whose rotation was cancelled', () => {
    const tenant = certificate(365, WINDOW);
    let now = beginsAt(tenant);
    const looks: number[] = [];
    while (now < tenant.endsAt) {
      looks.push(now);
      now = looksAgainAt(tenant, 'begun', now);
    }
    expect(looks.length).toBeGreaterThan(4);
    expect(looks).toContain(latestBegin(tenant));
  });
});
