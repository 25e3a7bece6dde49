import { z } from 'zod';
import { Reference } from '../language/reference.ts';
import { defineCommand } from '../spec/command.ts';
import { operate } from '../use-cases/change/retry-or-cancel.ts';

export const retry = defineCommand({
  name: 'retry',
  summary: 'try again what stopped or waits in a run',
  usage: '<run>',
  examples: ['retry contoso-1'],
  right: 'operate',
  personalToo: true,
  args: z.object({ run: Reference }),
  positions: ['run'],
  handler: ({ run }, context) => operate('retry', run, context),
});
