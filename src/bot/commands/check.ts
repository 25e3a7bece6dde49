import { z } from 'zod';
import { Reference } from '../language/reference.ts';
import { defineCommand } from '../spec/command.ts';
import { checkAll } from '../use-cases/start/start-group.ts';
import { startRun } from '../use-cases/start/start-run.ts';

export const check = defineCommand({
  name: 'check',
  summary: 'say what somebody changed in a tenant since exo set it up; writes nothing',
  usage: '<tenant | all>',
  examples: ['check contoso', 'check all'],
  right: 'request',
  personalToo: true,
  args: z.object({ tenant: Reference }),
  positions: ['tenant'],
  handler: (args, context) => (args.tenant === 'all' ? checkAll(context) : startRun('check', args, context)),
});
