import { z } from 'zod';
import { Reference } from '../language/reference.ts';
import { defineCommand } from '../spec/command.ts';
import { startRun } from '../use-cases/start/start-run.ts';

export const suspend = defineCommand({
  name: 'suspend',
  summary: 'stop all sign-ins of a tenant at once; takes nothing away',
  usage: '<tenant>',
  examples: ['suspend contoso'],
  right: 'administer',
  personalToo: true,
  args: z.object({ tenant: Reference }),
  positions: ['tenant'],
  handler: (args, context) => startRun('suspend', args, context),
});
