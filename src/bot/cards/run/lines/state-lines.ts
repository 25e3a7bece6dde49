import type { StepError } from '../../../../contracts/errors.ts';
import { isLook } from '../../../../runs/decide/back-off.ts';
import { withServer } from '../../../../runs/named-failure.ts';
import { isFinal, type Run, type RunStep } from '../../../../runs/run.ts';
import type { CardElement } from '../../../chat/card.ts';
import { line, sign } from '../../elements.ts';
import { type CardBudget, firstOf } from '../../size.ts';
import { sentence } from '../../text.ts';
import { timeAt, whenAt } from '../../time.ts';
import { isConsentPending, waitsForCustomer } from '../kinds/consent.ts';
import { waitsForSwitch } from '../kinds/rotation.ts';
import { askedLines } from '../reach.ts';
import { approversOf, type RunView } from '../view.ts';
import { activityOf, triedAgain, underWay } from './activity.ts';

/** The state of an open run: what is done now, what it waits for and until when. */
export function stateLines(run: Run, view: RunView, budget: CardBudget): CardElement[] {
  const active = underWay(run).filter((step) => step.name !== 'await-consent');
  const again = triedAgain(run).filter((step) => !isConsentPending(step));
  const lines: CardElement[] = [];
  if (active.length > 0) lines.push(line(sign('working', 'Working'), `: ${activityOf(active)}`));
  lines.push(
    ...firstOf(again, Math.min(budget.items, 3), (step) => {
      const word = active.length > 0 ? 'Waiting' : 'Working';
      return line(sign('working', word), `: ${waitingFor(run, step)} `, nextTry(step, view));
    }),
  );
  const decision = decisionText(run, view);
  if (decision) lines.push(line(sign('approval', 'Waiting'), ` ${decision}`));
  if (run.gate?.state === 'open' && view.reach) lines.push(...askedLines(view.reach, budget));
  if (lines.length === 0 && run.state === 'working' && !waitsForSwitch(run))
    lines.push(line(sign('working', 'Working')));
  return [...lines, ...absenceLines(run, view, budget)];
}

/** What the run waits for people to decide: `for approval by Jon Berg until tomorrow 14:33`. */
export function decisionText(run: Run, view: RunView): string | undefined {
  const waits = [approvalWait(run, view), customerWait(run, view)].filter((each) => each !== undefined);
  return waits.length > 0 ? waits.join(', and ') : undefined;
}

function approvalWait(run: Run, view: RunView): string | undefined {
  if (run.gate?.state !== 'open') return undefined;
  return `for approval by ${approversOf(run, view)} until ${timeAt(run.gate.until, view)}`;
}

function customerWait(run: Run, view: RunView): string | undefined {
  const step = waitsForCustomer(run);
  if (!step) return undefined;
  const { failingSince, error } = step;
  const until =
    failingSince !== undefined && error?.budgetMs ? ` until ${timeAt(failingSince + error.budgetMs, view)}` : '';
  return `for the customer's administrator${until}`;
}

/** What a step that is tried again waits for: its message, and its advice where that explains more. */
export function waitingFor(run: Run, step: RunStep): string {
  if (!step.error) return '';
  return `${nameServer(run, step, step.error)} ${sentence(step.error.advice)}`;
}

/** The message of an error, with the MID server in front where it could be another and the message does not say. */
export function nameServer(run: Run, step: RunStep, error: StepError): string {
  return withServer(run, step, sentence(error.message));
}

function nextTry(step: RunStep, view: RunView): string {
  if (step.state !== 'delayed' || step.retryAt === undefined) return `Trying again now, attempt ${step.attempt}.`;
  if (isLook(step.error?.code)) return `Next look ${timeAt(step.retryAt, view)}.`;
  return `Next try ${timeAt(step.retryAt, view)}, attempt ${step.attempt}.`;
}

function absenceLines(run: Run, view: RunView, budget: CardBudget): CardElement[] {
  if (isFinal(run)) return [];
  const open = new Set(run.steps.flatMap((step) => (step.server && isOpen(step) ? [step.server] : [])));
  const absent = view.absentServers.filter(({ server }) => open.has(server));
  return firstOf(absent, Math.min(budget.items, 5), (each) => absenceLine(each, view));
}

function absenceLine({ server, lastSeen, notAccepted }: RunView['absentServers'][number], view: RunView): CardElement {
  if (notAccepted) {
    return line(sign('warning', `${server} has a runner that is not accepted`), ': it gets no work. See @exo runners.');
  }
  return line(
    sign('warning', `${server} is offline`),
    lastSeen === undefined ? ': never seen. ' : `: last seen ${whenAt(lastSeen, view)}. `,
    'Its steps start when its runners are back.',
  );
}

function isOpen(step: RunStep): boolean {
  return step.state !== 'done' && step.state !== 'skipped';
}
