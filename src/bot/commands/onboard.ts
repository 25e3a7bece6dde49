import { z } from 'zod';
import { namesIn } from '../language/several.ts';
import { defineCommand } from '../spec/command.ts';
import { onboardAll } from '../use-cases/start/start-group.ts';
import { startRun } from '../use-cases/start/start-run.ts';
import { RunArguments, RunPositions } from './run-arguments.ts';

export const onboard = defineCommand({
  name: 'onboard',
  summary: 'set a tenant up, or check and mend what is there',
  usage: '<tenant> [more tenants] [full|link] [server group]',
  examples: [
    'onboard contoso',
    'onboard contoso.com link',
    'onboard contoso servers=emea',
    'onboard contoso.com adatum.com litware.com',
  ],
  right: 'request',
  personalToo: true,
  args: z.object(RunArguments),
  positions: RunPositions,
  handler: (args, context) => {
    const names = namesIn(args.tenant);
    return names.length > 1 ? onboardAll(names, args.mode, context) : startRun('onboard', args, context);
  },
});
