import { runChecks } from '../process/checks/run-checks.ts';
import { checkJobs } from './checks.ts';

/** `npm run check -- jobs`: whether the jobs process could do its work in this environment; one line each. */
process.exitCode = await runChecks('jobs', () => checkJobs(process.env));
