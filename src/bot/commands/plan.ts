import { z } from 'zod';
import { defineCommand } from '../spec/command.ts';
import { startRun } from '../use-cases/start/start-run.ts';
import { RunArguments, RunPositions } from './run-arguments.ts';

export const plan = defineCommand({
  name: 'plan',
  summary: 'check a tenant and say what onboard would change; writes nothing',
  usage: '<tenant> [full|link] [server group]',
  examples: ['plan contoso', 'plan contoso.com'],
  right: 'request',
  personalToo: true,
  args: z.object(RunArguments),
  positions: RunPositions,
  handler: (args, context) => startRun('plan', args, context),
});
