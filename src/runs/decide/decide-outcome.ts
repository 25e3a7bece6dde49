import type { StepError } from '../../contracts/errors.ts';
import { CLOUD_QUEUE } from '../../contracts/job.ts';
import type { StepName } from '../../contracts/steps/index.ts';
import { parseOutput } from '../../contracts/steps/parse-output.ts';
import { askAgainAfter } from '../approval/gate.ts';
import type { Draft } from '../draft.ts';
import type { RunEvent } from '../events.ts';
import { namedFailure } from '../named-failure.ts';
import { planOf } from '../plans/index.ts';
import type { RunStep } from '../run.ts';
import { backOff, DEFAULT_BUDGET_MS, isLook } from './back-off.ts';
import { believedOfRunner, MOST_ATTEMPTS } from './runner-error.ts';

type Finished = Extract<RunEvent, { type: 'step-finished' }>;

/** Records how an attempt ended: done, a later attempt, or a stop for a person. */
export function applyOutcome(draft: Draft, { step: id, outcome, voucher }: Finished): void {
  if (outcome.status === 'failed') {
    applyFailure(draft, id, outcome.error);
    return;
  }
  const step = draft.step(id);
  const output = parseOutput(step.name as StepName, outcome.output);
  if (!output.success) {
    applyFailure(draft, id, {
      kind: 'ours',
      code: 'result-not-understood',
      message: `The result of ${step.name} does not have the agreed form.`,
      advice: 'Retry; if it happens again, {worker} and the bot are of different versions: update both.',
      detail: output.error.message.slice(0, 500),
    });
    return;
  }
  draft.forgetFailure(id);
  draft.change(id, { state: 'done', finishedAt: draft.now, output: output.data, ...(voucher ? { voucher } : {}) });
  draft.record({ what: 'done', step: id, attempt: step.attempt });
  draft.dropSealed(planOf(draft.run).consumes(step));
}

function applyFailure(draft: Draft, id: string, reported: StepError): void {
  const step = draft.step(id);
  const error = namedFailure(isRunners(step) ? believedOfRunner(reported) : reported, draft.run, step);
  const sameSeries = step.error?.code === error.code && step.failingSince !== undefined;
  const failingSince = sameSeries ? (step.failingSince ?? draft.now) : draft.now;
  // Counted whatever the code is: a runner that answers with ever new codes must come to an end too.
  const failures = (step.failures ?? 0) + 1;
  const retryAt = draft.now + Math.max(error.retryAfterMs ?? backOff(failures, error.code), 1);
  const inTime = retryAt - failingSince <= (error.budgetMs ?? DEFAULT_BUDGET_MS);
  const goesOn = error.kind === 'transient' && inTime && !(isRunners(step) && failures >= MOST_ATTEMPTS);
  const isKnown = isLook(error.code) && step.error?.code === error.code && step.error.advice === error.advice;
  if (!goesOn || !isKnown) {
    draft.record({ what: 'failed', step: id, attempt: step.attempt, detail: `${error.code}: ${error.message}` });
  }
  if (askAgainAfter(draft, step, error) || goBack(draft, step, error)) return;
  draft.change(id, { error, failingSince, failures });

  if (goesOn) {
    draft.execute(id, retryAt);
    return;
  }
  const attempt = step.attempt;
  draft.change(id, { state: 'failed', finishedAt: draft.now, error: exhausted(error) });
  // A retry has it sealed again.
  draft.dropSealed(planOf(draft.run).consumes(step));
  draft.notify({ kind: 'needs-person', step: id, attempt });
}

/** What comes before the step is done again, and the first of it says why. */
function goBack(draft: Draft, step: RunStep, error: StepError): boolean {
  const again = planOf(draft.run).returns?.(draft.run, step, error) ?? [];
  for (const id of again) draft.reopen(id);
  const [first] = again;
  if (first !== undefined) draft.change(first, { error });
  return first !== undefined;
}

function isRunners(step: RunStep): boolean {
  return step.queue !== null && step.queue !== CLOUD_QUEUE;
}

function exhausted(error: StepError): StepError {
  if (error.kind !== 'transient') return error;
  return {
    ...error,
    kind: 'person',
    advice: `${error.advice} exo has stopped trying by itself: Retry when that is done.`,
  };
}
