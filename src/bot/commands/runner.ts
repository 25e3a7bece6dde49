import { z } from 'zod';
import { Name } from '../../contracts/ids.ts';
import { defineCommand } from '../spec/command.ts';
import { enrolment } from '../use-cases/change/enrolment.ts';

export const runner = defineCommand({
  name: 'runner',
  summary: 'let the runners of a MID server in, or take them out',
  usage: '<add|remove> <server>',
  examples: ['runner add mid3', 'runner remove mid3'],
  right: 'administer',
  personalToo: true,
  rare: true,
  args: z.object({
    what: z
      .string()
      .toLowerCase()
      .pipe(z.enum(['add', 'remove'])),
    server: z.string().toLowerCase().pipe(Name),
  }),
  positions: ['what', 'server'],
  handler: ({ what, server }, context) => enrolment(what, server, context),
});
