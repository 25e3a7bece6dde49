import { z } from 'zod';
import { Reference } from '../language/reference.ts';
import { defineCommand } from '../spec/command.ts';
import { startRun } from '../use-cases/start/start-run.ts';

export const check = defineCommand({
  name: 'check',
  summary: 'say what somebody changed in a tenant since exo set it up; writes nothing',
  usage: '<tenant>',
  examples: ['check contoso'],
  right: 'request',
  personalToo: true,
  args: z.object({ tenant: Reference }),
  positions: ['tenant'],
  handler: (args, context) => startRun('check', args, context),
});
