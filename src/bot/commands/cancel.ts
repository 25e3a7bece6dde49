import { z } from 'zod';
import { Reference } from '../language/reference.ts';
import { defineCommand } from '../spec/command.ts';
import { cancelAll, meansAll } from '../use-cases/change/cancel-all.ts';
import { operate } from '../use-cases/change/retry-or-cancel.ts';

export const cancel = defineCommand({
  name: 'cancel',
  summary: 'stop a run, or with --all every run (admin); what was done stays',
  usage: '<run|--all>',
  examples: ['cancel contoso-1', 'cancel --all'],
  right: 'operate',
  personalToo: true,
  args: z.object({ run: Reference }),
  positions: ['run'],
  handler: ({ run }, context) => (meansAll(run) ? cancelAll(context) : operate('cancel', run, context)),
});
