import { isStepName, STEPS } from '../../../../contracts/steps/index.ts';
import type { GateName, LocalName, Run, RunStep } from '../../../../runs/run.ts';
import { listOf } from '../../text.ts';

/** What the run itself does; the words for what workers do stand in the table of steps. */
const DOING: Readonly<Record<GateName | LocalName, readonly [doing: string, object?: string]>> = {
  'approve-consent': ['waiting for', 'approval'],
  'await-switch': ['waiting for', 'ServiceNow to use the new certificate'],
  'hand-over': ['collecting', 'the values'],
};

/** `checking the tenant, mid1 and mid2, registering the application`. */
export function activityOf(steps: readonly RunStep[]): string {
  const objects = new Map<string, string[]>();
  for (const step of steps) {
    const { name } = step;
    const [doing, object = step.server ?? ''] = isStepName(name) ? STEPS[name].doing : DOING[name];
    objects.set(doing, [...(objects.get(doing) ?? []), object]);
  }
  const phrases = [...objects].map(([doing, things]) => `${doing} ${listOf(things, 'and')}`);
  return phrases.length > 3 ? `${phrases.slice(0, 3).join(', ')} and more` : phrases.join(', ');
}

/** What a step does, for a sentence about it: `check-server` on mid2 is `checking mid2`. */
export function doingOf(step: RunStep): string {
  return activityOf([step]);
}

/** Steps that are with a worker now and have not failed before. */
export function underWay(run: Run): RunStep[] {
  return run.steps.filter(
    (step) => step.queue !== null && (step.state === 'queued' || step.state === 'running') && !step.error,
  );
}

/** Steps that failed for a reason that passes, and are or will be tried again. */
export function triedAgain(run: Run): RunStep[] {
  return run.steps.filter(
    (step) => step.queue !== null && step.error && ['delayed', 'queued', 'running'].includes(step.state),
  );
}

/** Steps that stopped for a person. */
export function stopped(run: Run): RunStep[] {
  return run.steps.filter((step) => step.state === 'failed' && step.error);
}
