import { z } from 'zod';
import { TenantFilter } from '../chat/tenant-filter.ts';
import { Reference } from '../language/reference.ts';
import { defineCommand } from '../spec/command.ts';
import { showStatus } from '../use-cases/show/show-status.ts';

/** Other words for what a list shows. */
const ALSO: Readonly<Record<string, string>> = {
  me: 'mine',
  my: 'mine',
  approval: 'waiting',
  approvals: 'waiting',
  expires: 'expiring',
  expire: 'expiring',
};

const Show = z
  .string()
  .transform((typed) => ALSO[typed.toLowerCase()] ?? typed.toLowerCase())
  .pipe(TenantFilter.shape.show.unwrap());

const Days = z.string().regex(/^\d+$/).transform(Number).pipe(z.number().int().min(1).max(3660));

export const status = defineCommand({
  name: 'status',
  summary: 'what needs you, what works, what is ready; some tenants, one tenant or one run',
  usage: '[needs | mine | waiting | ready | expiring [days] | server <name> | part of a name | tenant or run]',
  examples: [
    'status',
    'status contoso',
    'status needs',
    'status expiring 30',
    'status server mid1',
    'status contoso-1',
  ],
  right: 'look',
  personalToo: true,
  args: z.object({
    show: Show.optional(),
    days: Days.optional(),
    subject: Reference.optional(),
    server: z.string().min(1).max(100).optional(),
  }),
  positions: ['show', 'days', 'subject', 'server'],
  handler: (said, context) => showStatus(said, context),
});
