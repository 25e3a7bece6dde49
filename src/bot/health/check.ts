import { runChecks } from '../../process/checks/run-checks.ts';
import { checkBot } from './checks.ts';

/** `npm run check -- bot`: whether the bot could do its work in this environment; one line each. */
process.exitCode = await runChecks('bot', () => checkBot(process.env));
// The SDK keeps connections open that nobody needs any more.
process.exit();
