import { runChecks } from '../process/checks/run-checks.ts';
import { checkRunner } from './checks/checks.ts';

/** `npm run check -- runner`: whether a runner could do its work on this server; one line each. */
process.exitCode = await runChecks('the runner', () => checkRunner(process.env));
