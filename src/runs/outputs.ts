import type { StepName, StepOutput } from '../contracts/steps/index.ts';
import { parseOutput } from '../contracts/steps/parse-output.ts';
import type { Run } from './run.ts';

/**
 * The output of a finished step, checked against its contract; undefined while the step is not done, and when an earlier
 * release left it in another form.
 * @param server for steps that run on several MID servers.
 */
export function outputOf<N extends StepName>(run: Run, name: N, server?: string): StepOutput<N> | undefined {
  const step = run.steps.find((each) => each.name === name && (server === undefined || each.server === server));
  if (step?.state !== 'done') return undefined;
  return parseOutput(name, step.output).data;
}
