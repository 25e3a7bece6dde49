import { StepFailure } from '../contracts/errors.ts';
import { type Capability, type RunnerStepName, STEPS, type StepContext } from '../contracts/steps/index.ts';
import type { StepHandlers } from '../process/bullmq/step-worker.ts';

type Handler = (input: unknown, context: StepContext) => Promise<unknown>;

/** Those of the steps that a runner with these capabilities does; a job for another one is refused. */
export function stepsFor(capabilities: readonly Capability[], steps: StepHandlers): StepHandlers {
  const allowed = Object.entries(steps as Record<RunnerStepName, Handler>).flatMap(([name, handler]) => {
    const { by, inOwnStore } = STEPS[name as RunnerStepName];
    if (capabilities.includes(by)) return [[name, handler] as const];
    return inOwnStore ? [[name, onlyInOwnStore(handler)] as const] : [];
  });
  return Object.fromEntries(allowed);
}

function onlyInOwnStore(handler: Handler): Handler {
  return async (input, context) => {
    const { storeLocation } = input as { storeLocation?: unknown };
    if (storeLocation === 'CurrentUser') return handler(input, context);
    throw new StepFailure({
      kind: 'ours',
      code: 'capability-missing',
      message: "This runner may work in its own account's certificate store alone.",
      advice: 'Check which runner exo.config.yaml names as elevated for {server}, then Retry.',
    });
  };
}
