import { z } from 'zod';
import { defineCommand } from '../spec/command.ts';
import { startRun } from '../use-cases/start/start-run.ts';
import { RunArguments, RunPositions } from './run-arguments.ts';

export const adopt = defineCommand({
  name: 'adopt',
  summary: 'onboard a tenant and take over the application that an earlier client id of exo made',
  usage: '<tenant> [full|link] [server group]',
  examples: ['adopt contoso', 'adopt contoso.com link'],
  right: 'administer',
  personalToo: true,
  rare: true,
  args: z.object(RunArguments),
  positions: RunPositions,
  handler: (args, context) => startRun('adopt', args, context),
});
