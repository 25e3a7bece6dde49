export const DAY_MS = 86_400_000;

/** Days before the end of a certificate at which whoever must enter the new one in ServiceNow is reminded. */
const REMINDERS = [60, 30, 14, 7, 1];

/** The first reminder after this moment; undefined when there is none left. Moments in milliseconds since 1970. */
export function nextReminder(endsAt: number, now: number): number | undefined {
  return REMINDERS.map((days) => endsAt - days * DAY_MS).find((moment) => moment > now);
}

/** Whole days until the certificate ends; 0 once it has. */
export function daysLeft(endsAt: number, now: number): number {
  return Math.max(0, Math.round((endsAt - now) / DAY_MS));
}
