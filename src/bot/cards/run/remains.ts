import { isStepName, type Remainder, STEPS } from '../../../contracts/steps/index.ts';
import type { Run, RunStep } from '../../../runs/run.ts';
import { listOf } from '../text.ts';
import { removedTexts } from './kinds/offboarding.ts';

/** What an ended run leaves where it is, in one or two sentences. */
export function remainsText(run: Run): string {
  if (run.request.kind === 'offboard') return removalText(run);
  const switched = switchText(run);
  if (switched) return switched;
  const things = Object.entries(THINGS).flatMap(([remainder, thing]) => {
    const steps = run.steps.filter((step) => step.state === 'done' && remainsOf(step).includes(remainder));
    return steps.length > 0 ? [thing(run, steps)] : [];
  });
  if (things.length === 0) return 'Nothing was written.';
  return `What is there stays: ${listOf(things, 'and', 8)}. exo removes nothing; a later onboarding goes on from it.`;
}

/** An offboarding that ends early has removed what it has removed. */
function removalText(run: Run): string {
  const removed = removedTexts(run);
  if (removed.length === 0) return 'Nothing was removed.';
  return `Removed already: ${listOf(removed, 'and', 8)}. Everything else is still there.`;
}

/** Suspending and resuming leave the application as it is when they end early. */
function switchText({ request, steps }: Run): string | undefined {
  const step = steps.find(({ name }) => name === 'suspend-application' || name === 'resume-application');
  if (!step) return undefined;
  const { label } = request.tenant;
  const word = request.kind === 'suspend' ? 'disabled' : 'enabled';
  if (step.state === 'done') return `The application in ${label} is ${word}.`;
  const isUnderWay = ['queued', 'running', 'delayed'].includes(step.state);
  return isUnderWay ? `Whether the application in ${label} is ${word} already is not known.` : 'Nothing was written.';
}

/** In the order in which they are named, each from the steps that made it. */
const THINGS: Readonly<Record<Remainder, (run: Run, steps: readonly RunStep[]) => string>> = {
  application: ({ request }) => `the application in ${request.tenant.label}`,
  permissions: () => 'its permissions',
  role: () => 'its role',
  certificate: (_run, steps) =>
    `the certificate on ${listOf(
      steps.flatMap(({ server }) => server ?? []),
      'and',
    )}`,
  'service principal': () => 'the service principal in Exchange',
};

function remainsOf({ name }: RunStep): readonly string[] {
  return isStepName(name) ? STEPS[name].remains : [];
}
