import { STEPS, type StepName } from '../../src/contracts/steps/index.ts';
import type { StepHandlers } from '../../src/process/bullmq/step-worker.ts';
import { FRESH } from './step-outputs.ts';

/** Steps that answer at once as in an empty tenant; `calls` counts executions by name. */
export function answering(
  calls: string[],
  changes: Partial<Record<StepName, (input: unknown) => unknown>> = {},
): StepHandlers {
  const handlers = Object.keys(STEPS).map((name) => [
    name,
    async (input: unknown) => {
      calls.push(name);
      return changes[name as StepName]?.(input) ?? FRESH[name as StepName];
    },
  ]);
  return Object.fromEntries(handlers);
}
