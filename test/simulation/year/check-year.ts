import { tellsAdmins } from '../../../src/bot/delivery/notices/thread-line.ts';
import { RotationWindow } from '../../../src/process/config/rotation.ts';
import { MOST_A_DAY } from '../../../src/runs/rotation/schedule.ts';
import { isInWindow } from '../../../src/runs/rotation/window.ts';
import { makeTenant } from './tenant.ts';
import { type Begun, type Said, Year } from './year.ts';

const DAY = 86_400_000;
const BEGIN = Date.parse('2026-11-25T08:00:00.000Z');
const QUARTER = 90 * DAY;
/** A life of a certificate after the last onboarding, and what comes after its end. */
const END = BEGIN + QUARTER + 372 * DAY;
/** One tenant of so many has people who never answer. */
const SILENT = 20;

export interface YearOutcome {
  readonly renewals: number;
  readonly busiestDay: number;
  readonly reminders: number;
  readonly silent: number;
  readonly wrong: readonly string[];
}

/** Half of the tenants are onboarded in one morning, the others over a quarter; then each certificate comes to its end. */
export async function checkYear(count: number): Promise<YearOutcome> {
  const tenants = Array.from({ length: count }, (_, index) => makeTenant(index, index % SILENT !== SILENT - 1));
  const half = Math.floor(count / 2);
  const onboardedAt = (index: number) => BEGIN + (index < half ? index * 60_000 : ((index - half) / half) * QUARTER);
  const year = new Year(tenants, onboardedAt);
  const said = await year.live(END);
  const perDay = year.begun.map(({ at }) => year.begun.filter((one) => one.at > at - DAY && one.at <= at).length);
  const busiestDay = Math.max(...perDay);
  const wrong = [
    ...year.wrong,
    ...tenants
      .filter((each) => !year.begun.some(({ tenant }) => tenant === each))
      .map(({ label }) => `${label} is not renewed`),
    ...year.begun.flatMap(outOfTime),
    ...(busiestDay > MOST_A_DAY ? [`${busiestDay} rotations begin in one day`] : []),
    ...year.begun.flatMap((begun) => untold(begun, said)),
  ];
  const silent = tenants.filter(({ answers }) => !answers).length;
  return { renewals: year.begun.length, busiestDay, reminders: remindersOf(said).length, silent, wrong };
}

function outOfTime({ at, endsAt, run }: Begun): string[] {
  const days = (endsAt - at) / DAY;
  if (days <= 60 && days >= 5 && isInWindow(at, RotationWindow.parse({}))) return [];
  return [`${run} begins ${days.toFixed(1)} days before the end, at ${new Date(at).toISOString()}`];
}

/** Nobody who answers is reminded; who does not hears of it four times, and the admins of the last two. */
function untold({ tenant, run, endsAt }: Begun, said: readonly Said[]): string[] {
  const reminders = remindersOf(said.filter((each) => each.run === run));
  const told = reminders.map(
    ({ at, notice }) => `${Math.round((endsAt - at) / DAY)}${tellsAdmins(notice) ? ' admins' : ''}`,
  );
  const expected = tenant.answers ? '' : '30, 14, 7 admins, 1 admins';
  return told.join(', ') === expected
    ? []
    : [`${run} of ${tenant.label}: reminded ${told.join(', ')} days before the end`];
}

function remindersOf(said: readonly Said[]) {
  return said.flatMap(({ notice, at }) => (notice.kind === 'switch-reminder' ? [{ notice, at }] : []));
}
