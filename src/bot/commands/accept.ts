import { z } from 'zod';
import { MOST_DAYS } from '../../runs/drift/acceptances.ts';
import { Reference } from '../language/reference.ts';
import { defineCommand } from '../spec/command.ts';
import { acceptDrift } from '../use-cases/change/accept-drift.ts';

export const accept = defineCommand({
  name: 'accept',
  summary: 'accept a change that a check found, for some days and with a reason',
  usage: '<check> <change> <days> "<reason>"',
  examples: ['accept contoso-check-3 1f0c22ab 90 "CHG0031, backup tool of the customer"'],
  right: 'approve',
  personalToo: true,
  rare: true,
  args: z.object({
    check: Reference,
    change: z
      .string()
      .toLowerCase()
      .regex(/^[0-9a-f]{8}$/),
    days: z
      .string()
      .regex(/^[0-9]{1,3}$/)
      .transform(Number)
      .pipe(z.number().int().min(1).max(MOST_DAYS)),
    reason: z.string().trim().min(3).max(200),
  }),
  positions: ['check', 'change', 'days', 'reason'],
  handler: (args, context) => acceptDrift(args, context),
});
