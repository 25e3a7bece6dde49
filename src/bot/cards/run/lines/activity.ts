import type { Run, RunStep } from '../../../../runs/run.ts';
import { listOf } from '../../text.ts';

/** What is being done while a step runs: words, and what they are done to (the MID server when nothing is named). */
const DOING: Readonly<Record<RunStep['name'], readonly [doing: string, object?: string]>> = {
  'check-tenant': ['checking', 'the tenant'],
  'check-server': ['checking'],
  'preview-changes': ['comparing', 'the tenant with what is needed'],
  'register-application': ['registering', 'the application'],
  'create-enterprise-application': ['creating', 'the enterprise application'],
  'adopt-application': ['taking over', 'the application'],
  'approve-consent': ['waiting for', 'approval'],
  'grant-consent': ['granting', 'the permissions'],
  'await-consent': ['waiting for', "the customer's administrator"],
  'assign-role': ['assigning', 'the role Compliance Administrator'],
  'create-certificate': ['making the certificate on'],
  'share-certificate': ['sealing the certificate for'],
  'import-certificate': ['importing the certificate on'],
  'grant-key-access': ['giving the MID service access to the key on'],
  'attach-certificate': ['attaching', 'the certificate to the application'],
  'register-in-exchange': ['registering', 'the application in Exchange'],
  'verify-connection': ['proving the connection of'],
  'hand-over': ['collecting', 'the values'],
};

/** `checking the tenant, mid1 and mid2, registering the application`. */
export function activityOf(steps: readonly RunStep[]): string {
  const objects = new Map<string, string[]>();
  for (const step of steps) {
    const [doing, object = step.server ?? ''] = DOING[step.name];
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
  return run.steps.filter((step) => (step.state === 'queued' || step.state === 'running') && !step.error);
}

/** Steps that failed for a reason that passes, and are or will be tried again. */
export function triedAgain(run: Run): RunStep[] {
  return run.steps.filter((step) => step.error && ['delayed', 'queued', 'running'].includes(step.state));
}

/** Steps that stopped for a person. */
export function stopped(run: Run): RunStep[] {
  return run.steps.filter((step) => step.state === 'failed' && step.error);
}
