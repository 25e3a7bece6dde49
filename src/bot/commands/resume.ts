import { z } from 'zod';
import { Reference } from '../language/reference.ts';
import { defineCommand } from '../spec/command.ts';
import { startRun } from '../use-cases/start/start-run.ts';

export const resume = defineCommand({
  name: 'resume',
  summary: 'undo suspend, and prove that it works again',
  usage: '<tenant>',
  examples: ['resume contoso'],
  right: 'administer',
  personalToo: true,
  args: z.object({ tenant: Reference }),
  positions: ['tenant'],
  handler: (args, context) => startRun('resume', args, context),
});
