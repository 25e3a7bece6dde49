import { z } from 'zod';
import { Reference } from '../language/reference.ts';
import { defineCommand } from '../spec/command.ts';
import { showDue } from '../use-cases/show/show-due.ts';
import { renewDue } from '../use-cases/start/start-group.ts';
import { startRun } from '../use-cases/start/start-run.ts';

export const rotate = defineCommand({
  name: 'rotate',
  summary: 'give a tenant a new certificate and retire the old one',
  usage: '<tenant | due | due-now>',
  examples: ['rotate contoso', 'rotate due', 'rotate due-now'],
  right: 'request',
  personalToo: true,
  args: z.object({ tenant: Reference }),
  positions: ['tenant'],
  handler: (args, context) => {
    if (args.tenant === 'due') return showDue(context);
    return args.tenant === 'due-now' ? renewDue(context) : startRun('rotate', args, context);
  },
});
