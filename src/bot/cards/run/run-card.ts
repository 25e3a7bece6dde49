import { onboardedRow } from '../../../runs/board.ts';
import { outputOf } from '../../../runs/outputs.ts';
import { isFinal, type Run } from '../../../runs/run.ts';
import type { Card, CardElement } from '../../chat/card.ts';
import { buttonRow } from '../buttons.ts';
import { line, makeCard, sign, titleLine } from '../elements.ts';
import { SIGNS } from '../icons.ts';
import { type CardBudget, fitted } from '../size.ts';
import { handOverRows } from '../tenant/hand-over.ts';
import { shortId } from '../text.ts';
import { duration, whenAt } from '../time.ts';
import { details } from './details.ts';
import { dryRunResult } from './dry-run.ts';
import { consentPanel } from './kinds/consent.ts';
import { driftLines } from './kinds/drift.ts';
import { offboardedLines } from './kinds/offboarding.ts';
import { switchPanel } from './kinds/rotation.ts';
import { resumedTexts, suspendedTexts, textLines } from './kinds/suspension.ts';
import { stateLines } from './lines/state-lines.ts';
import { stepLines } from './lines/step-lines.ts';
import { troublePanel } from './lines/trouble.ts';
import { remainsText } from './remains.ts';
import { runButtons } from './run-buttons.ts';
import { copyButtons, copyLine, type RunCopy } from './run-copy.ts';
import { runMessage } from './run-messages.ts';
import { titleOf } from './run-titles.ts';
import type { RunView } from './view.ts';

/**
 * The one card of a run, whatever its state: what is, what happens next, who must do something.
 * @param copy of it: shown once and not changed later, so it says when it was true and changes nothing
 */
export function runCard(run: Run, view: RunView, copy?: RunCopy): Card {
  return fitted((budget) =>
    makeCard({
      says: runMessage(run, view),
      body: [
        titleLine(titleOf(run), run.id),
        targetLine(run),
        ...(copy ? [copyLine(copy, view)] : []),
        ...middle(run, view, budget),
        line({ text: whoAndWhen(run, view), subtle: true }),
        ...buttonRow(copy ? copyButtons(run, copy) : runButtons(run, view)),
        details(run, view, budget, copy !== undefined),
      ],
    }),
  );
}

function middle(run: Run, view: RunView, budget: CardBudget): CardElement[] {
  if (run.state === 'finished') return finished(run, view, budget);
  if (isFinal(run)) return [line(endText(run, view)), ...stepLines(run, view)];
  return [
    ...standstillLine(view),
    ...troublePanel(run, budget),
    ...stateLines(run, view, budget),
    ...consentPanel(run, view),
    ...switchPanel(run, view),
    ...stepLines(run, view),
  ];
}

/** Before everything else: whatever the run says, nothing of it goes on. */
function standstillLine({ standstill }: RunView): CardElement[] {
  return standstill ? [line(sign('warning', standstill.says), ' ', standstill.advice)] : [];
}

function finished(run: Run, view: RunView, budget: CardBudget): CardElement[] {
  switch (run.request.kind) {
    case 'onboard':
    case 'rotate':
      return result(run, view, budget);
    case 'plan':
      return dryRunResult(run, budget);
    case 'check':
      return driftLines(run, view, budget);
    case 'suspend':
      return textLines(suspendedTexts(run, view));
    case 'offboard':
      return offboardedLines(run, view);
    case 'resume':
      return textLines(resumedTexts(run, view));
  }
}

function result(run: Run, view: RunView, budget: CardBudget): CardElement[] {
  const row = onboardedRow(run, run.finishedAt ?? view.now);
  return row ? handOverRows(row, view, budget) : stepLines(run, view);
}

function endText(run: Run, view: RunView): string {
  const { icon } = SIGNS.stopped;
  const by = `${run.closedBy?.name ?? 'somebody'} ${whenAt(run.finishedAt ?? view.now, view)}`;
  const again = `To go on later: @exo ${run.request.adopt ? 'adopt' : run.request.kind} ${run.request.tenant.label}`;
  if (run.state === 'declined') return `${icon} Declined by ${by}: nothing was granted. ${remainsText(run)} ${again}`;
  return `${icon} Cancelled by ${by}. ${remainsText(run)} ${again}`;
}

function targetLine(run: Run): CardElement {
  const { tenant, servers, serverGroup } = run.request;
  const domain = outputOf(run, 'check-tenant')?.initialDomain ?? tenant.domain;
  const names = servers.map(({ name }) => name);
  const shown = names.length > 6 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
  const where = names.length > 0 ? ` · servers ${serverGroup} (${shown.join(', ')})` : '';
  return line({ text: `${domain} · tenant ${shortId(tenant.id)}${where}`, subtle: true });
}

/** `Asked by Mia Okafor at 14:31 · approved by Jon Berg · 9 min, including 7 min waiting for approval`. */
function whoAndWhen(run: Run, view: RunView): string {
  const { gate, createdAt, finishedAt, request } = run;
  const approved = gate?.state === 'approved' && gate.decidedBy && gate.decidedAt !== undefined ? gate : undefined;
  const parts = [`Asked by ${request.requester.name} ${whenAt(createdAt, view)}`];
  if (approved?.decidedBy) parts.push(`approved by ${approved.decidedBy.name}`);
  if (finishedAt !== undefined) {
    const waited = approved?.decidedAt === undefined ? 0 : approved.decidedAt - approved.openedAt;
    const share = waited >= 60_000 ? `, including ${duration(waited)} waiting for approval` : '';
    parts.push(`${duration(finishedAt - createdAt)}${share}`);
  }
  return parts.join(' · ');
}
