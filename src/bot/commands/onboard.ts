import { z } from 'zod';
import { defineCommand } from '../spec/command.ts';
import { startRun } from '../use-cases/start/start-run.ts';
import { RunArguments, RunPositions } from './run-arguments.ts';

export const onboard = defineCommand({
  name: 'onboard',
  summary: 'set a tenant up, or check and mend what is there',
  usage: '<tenant> [full|link] [server group]',
  examples: ['onboard contoso', 'onboard contoso.com link', 'onboard contoso servers=emea'],
  right: 'request',
  personalToo: true,
  args: z.object(RunArguments),
  positions: RunPositions,
  handler: (args, context) => startRun('onboard', args, context),
});
