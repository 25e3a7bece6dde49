import { z } from 'zod';
import { Reference } from '../language/reference.ts';
import { defineCommand } from '../spec/command.ts';
import { startRun } from '../use-cases/start/start-run.ts';

export const offboard = defineCommand({
  name: 'offboard',
  summary: 'offboard a tenant: show what goes, ask an approver, remove it',
  usage: '<tenant>',
  examples: ['offboard contoso'],
  right: 'request',
  personalToo: true,
  args: z.object({ tenant: Reference }),
  positions: ['tenant'],
  handler: (args, context) => startRun('offboard', args, context),
});
