import { isRemoval, type Subject } from '../../../contracts/approval/approval.ts';
import { type Gate, isFinal, type Run } from '../../../runs/run.ts';
import type { Card } from '../../chat/card.ts';
import { buttonRow, toggleButton } from '../buttons.ts';
import { heading, line, makeCard, titleLine } from '../elements.ts';
import { SIGNS } from '../icons.ts';
import type { RunView } from '../run/view.ts';
import { fitted } from '../size.ts';
import { timeAt, whenAt } from '../time.ts';
import { removalDetails, removalLines } from './removal.ts';
import { subjectDetails, subjectLines } from './subject.ts';

/**
 * The approval card once there is nothing to decide on it any more.
 * @param subject what stood on it; undefined for a card of an earlier release
 * @param round the round the card was posted for, when it may be older than the run's present one
 */
export function approvalDecidedCard(
  run: Run,
  subject: Subject | undefined,
  view: RunView,
  round: number | undefined = run.gate?.round,
): Card {
  const { title, text } = decisionOf(run, view, round);
  const { requester, tenant } = run.request;
  return fitted((budget) =>
    makeCard({
      says: `${title}. ${text}`,
      body: [
        titleLine(title, run.id),
        line(text),
        line({
          text: `Asked by ${requester.name} for tenant ${subject?.tenant.domain ?? tenant.domain} (${tenant.label})`,
          subtle: true,
        }),
        ...(subject
          ? [
              ...buttonRow([toggleButton('Details', 'details')]),
              isRemoval(subject)
                ? removalDetails(subject, [heading('What was asked for'), ...removalLines(subject, view, budget)])
                : subjectDetails(subject, [heading('What was asked for'), ...subjectLines(subject, view, budget)]),
            ]
          : []),
      ],
    }),
  );
}

function decisionOf(run: Run, view: RunView, round: number | undefined): { title: string; text: string } {
  const { label } = run.request.tenant;
  const { gate } = run;
  const isOpen = gate?.state === 'open' || gate?.state === 'closed';
  if (!gate || gate.round !== round || (isOpen && !isFinal(run))) {
    return {
      title: `${SIGNS.stopped.icon} Replaced: ${label}`,
      text: 'The request changed or was asked again. A newer card in this thread is the one to decide on.',
    };
  }
  switch (gate.state) {
    case 'approved':
      return {
        title: `${SIGNS.done.icon} Approved by ${decided(gate, view)}: ${label}`,
        text: `exo now does what stands under Details and nothing else. The approval counts until ${validUntil(run, gate, view)}.`,
      };
    case 'declined':
      return {
        title: `${SIGNS.failed.icon} Declined by ${decided(gate, view)}: ${label}`,
        text: `${nothingDone(run)} The run has ended.`,
      };
    case 'expired':
      return {
        title: `${SIGNS.stopped.icon} Expired ${whenAt(gate.decidedAt ?? gate.until, view)}: ${label}`,
        text: 'Nobody decided in time, nothing was granted. Retry on the run card asks the approvers again.',
      };
    default:
      return {
        title: `${SIGNS.stopped.icon} Withdrawn ${whenAt(gate.decidedAt ?? view.now, view)}: ${label}`,
        text: withdrawal(run),
      };
  }
}

function nothingDone({ request }: Run): string {
  return request.kind === 'offboard' ? 'Nothing was removed.' : 'Nothing was granted.';
}

function validUntil(run: Run, { decidedAt, until }: Gate, view: RunView): string {
  return timeAt((decidedAt ?? until) + run.request.approval.validForMs, view);
}

function decided({ decidedBy, decidedAt, until }: Gate, view: RunView): string {
  return `${decidedBy?.name ?? 'somebody'} ${whenAt(decidedAt ?? until, view)}`;
}

function withdrawal(run: Run): string {
  const by = run.state === 'cancelled' && run.closedBy ? ` because ${run.closedBy.name} cancelled the run` : '';
  return `The request was withdrawn${by}. ${nothingDone(run)}`;
}
