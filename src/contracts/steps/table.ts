import { CLOUD_STEPS } from './cloud-table.ts';
import { RUNNER_STEPS } from './runner-table.ts';

/** Every step that somebody executes: who executes it, what goes in and out, and what everybody else knows of it. */
export const STEPS = { ...CLOUD_STEPS, ...RUNNER_STEPS };
