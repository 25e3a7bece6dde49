import { z } from 'zod';

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of day as "22:00"');

const Day = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);

/** When exo may begin a rotation by itself. */
export const RotationWindow = z
  .strictObject({
    days: z.array(Day).min(1).default(['mon', 'tue', 'wed', 'thu']),
    from: Time.default('08:00'),
    to: Time.default('16:00').describe('Later than "from"; the window ends on the same day'),
    timeZone: z.string().default('UTC').refine(isTimeZone, 'use a name of the IANA time zones, e.g. "Europe/Berlin"'),
  })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'set it later than "from"' })
  .describe('When exo may begin a rotation by itself');
export type RotationWindow = z.infer<typeof RotationWindow>;

/** How certificates are renewed. */
export const Rotation = z.strictObject({
  automatic: z.boolean().default(true).describe('Begin by itself when it is time; otherwise only @exo rotate does'),
  window: RotationWindow.prefault({}),
  unusedForDays: z
    .number()
    .positive()
    .max(90)
    .default(7)
    .describe('How long nobody must have used the old certificate before it is taken off the application'),
  watchForHours: z
    .number()
    .positive()
    .max(168)
    .default(24)
    .describe('How long refused sign-ins are looked for every few minutes after that'),
  eraseAfterDays: z
    .number()
    .positive()
    .max(90)
    .default(14)
    .describe('How long the old certificate can be put back before its private keys are erased'),
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
    return true;
  } catch {
    // RangeError: no such zone.
    return false;
  }
}
