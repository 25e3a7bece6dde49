import { z } from 'zod';
import { Reference } from '../language/reference.ts';
import { defineCommand } from '../spec/command.ts';
import { operate } from '../use-cases/retry-or-cancel.ts';

export const cancel = defineCommand({
  name: 'cancel',
  summary: 'stop a run; what was done stays',
  usage: '<run>',
  examples: ['cancel contoso-1'],
  right: 'operate',
  personalToo: true,
  args: z.object({ run: Reference }),
  positions: ['run'],
  handler: ({ run }, context) => operate('cancel', run, context),
});
