import type { Run, RunStep } from '../../../../runs/run.ts';
import type { CardElement } from '../../../chat/card.ts';
import { line, panel, sign } from '../../elements.ts';
import { type CardBudget, firstOf } from '../../size.ts';
import { listOf, sentence } from '../../text.ts';
import { activityOf, stopped, underWay } from './activity.ts';
import { nameServer } from './state-lines.ts';

/** What stopped, in one sentence each, and the sentence that helps. */
export function troublePanel(run: Run, budget: CardBudget): CardElement[] {
  const failed = stopped(run);
  if (failed.length === 0) return [];
  return [
    panel('attention', [
      ...firstOf(failed, Math.min(budget.items, 6), (step) => [problem(run, step, budget), ...advice(step, budget)]),
      line({ text: besides(run), subtle: true }),
    ]),
  ];
}

/** `mid2 has ExchangeOnlineManagement 3.1.0, 3.2.0 or newer is needed.` */
export function problemText(run: Run, step: RunStep): string {
  return step.error ? nameServer(run, step, step.error) : '';
}

function problem(run: Run, step: RunStep, budget: CardBudget): CardElement {
  return line(sign('failed', 'Stopped'), ': ', { text: problemText(run, step), longest: budget.text });
}

function advice(step: RunStep, budget: CardBudget): CardElement[] {
  const { error } = step;
  if (!error) return [];
  const fault =
    error.kind === 'ours' ? [line('This is a fault of exo. Report it with what stands under Details.')] : [];
  return [line({ text: 'To do: ', bold: true }, { text: sentence(error.advice), longest: budget.text }), ...fault];
}

function besides(run: Run): string {
  const active = underWay(run);
  const waits = run.steps.some((step) => step.state === 'waiting' && step.name !== 'hand-over');
  const proved = run.steps.flatMap((step) =>
    step.name === 'verify-connection' && step.state === 'done' && step.server ? [step.server] : [],
  );
  const rest =
    active.length > 0
      ? `Everything else goes on: ${activityOf(active)}.`
      : waits
        ? 'What does not need it is done, the rest waits for it.'
        : 'Everything else is done.';
  if (proved.length === 0) return rest;
  return `${rest} ${listOf(proved, 'and')} ${proved.length === 1 ? 'is' : 'are'} proved.`;
}
