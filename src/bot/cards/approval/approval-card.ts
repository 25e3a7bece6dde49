import { type ApprovalSubject, isRemoval, type Subject } from '../../../contracts/approval/approval.ts';
import type { RemovalSubject } from '../../../contracts/approval/removal.ts';
import type { Gate, Run } from '../../../runs/run.ts';
import type { Card, CardElement } from '../../chat/card.ts';
import { button, buttonRow, linkButton, toggleButton } from '../buttons.ts';
import { line, makeCard, panel, sign, titleLine } from '../elements.ts';
import { type Reach, reachLines } from '../run/reach.ts';
import { approversOf, type RunView } from '../run/view.ts';
import { type CardBudget, firstOf, fitted } from '../size.ts';
import { count, listOf } from '../text.ts';
import { timeAt } from '../time.ts';
import { mentionEntities, mentionLine } from './mentions.ts';
import { lastUseText, removalDetails, removalLines } from './removal.ts';
import { subjectDetails, subjectLines } from './subject.ts';

/** A gate that can be shown. */
export type OpenGate = Gate & { readonly subject: Subject };

/**
 * Asks the approvers. Without inputs, because some clients fail on Action.Execute with them. What is decided is what
 * stands here: the bot keeps its hash with the message, and the rules compare it together with everything else.
 * @param gate the run's, open
 * @param reach who is told of it; undefined where it is shown to one person alone
 */
export function approvalCard(run: Run, gate: OpenGate, view: RunView, reach?: Reach): Card {
  const { label } = run.request.tenant;
  const { name } = run.request.requester;
  const { subject } = gate;
  if (isRemoval(subject)) return removalCard(run, gate, subject, view, reach);
  const mentions = reach?.mentions ?? [];
  const until = timeAt(gate.until, view);
  return fitted((budget) =>
    makeCard({
      says: `Approval needed: ${label}. ${name} asks ${subject.application.adoptedBy ? 'to take over an application and ' : ''}for ${spoken(subject)} in ${subject.tenant.domain}. ${approversOf(run, view)} can decide until ${until}.`,
      mentions: mentionEntities(mentions),
      body: [
        titleLine(`Approval needed: ${label}`, run.id),
        ...mentionLine(mentions, `For ${approversOf(run, view)}`),
        ...(reach ? reachLines(reach, budget) : []),
        line(
          { text: name, bold: true },
          ' asks to give the application ',
          { text: `"${subject.application.displayName}"`, bold: true },
          ' in tenant ',
          { text: subject.tenant.domain, bold: true },
          ` (${subject.tenant.name}):`,
        ),
        ...subjectLines(subject, view, budget),
        ...newsPanel(gate, budget),
        ...othersPanel(subject, budget),
        line({ text: checkedText(subject), subtle: true }),
        line(sign('approval', 'Open'), ` · expires ${until}`),
        ...buttonRow([...decisionButtons(run, gate, view), toggleButton('Details', 'details')]),
        subjectDetails(subject),
      ],
    }),
  );
}

/** As `approvalCard`, where the approver decides whether a tenant is taken out. */
function removalCard(run: Run, gate: OpenGate, subject: RemovalSubject, view: RunView, reach?: Reach): Card {
  const { label } = run.request.tenant;
  const { name } = run.request.requester;
  const mentions = reach?.mentions ?? [];
  const until = timeAt(gate.until, view);
  return fitted((budget) =>
    makeCard({
      says: `Approval needed: take out ${label}. ${lastUseText(subject, view)} ${approversOf(run, view)} can decide until ${until}.`,
      mentions: mentionEntities(mentions),
      body: [
        titleLine(`Approval needed: take out ${label}`, run.id),
        ...mentionLine(mentions, `For ${approversOf(run, view)}`),
        ...(reach ? reachLines(reach, budget) : []),
        line(
          { text: name, bold: true },
          ' asks to take out the tenant ',
          { text: subject.tenant.domain, bold: true },
          ` (${subject.tenant.name}):`,
        ),
        ...removalLines(subject, view, budget),
        ...newsPanel(gate, budget),
        line(sign('approval', 'Open'), ` · expires ${until}`),
        ...buttonRow([...decisionButtons(run, gate, view), toggleButton('Details', 'details')]),
        removalDetails(subject),
      ],
    }),
  );
}

function decisionButtons(run: Run, gate: OpenGate, view: RunView): (CardElement | undefined)[] {
  const data = { run: run.id, round: gate.round };
  const approve =
    run.request.approval.proof === 'sign-in'
      ? linkButton('Sign in and approve', view.approvalUrl ?? '')
      : button({ title: 'Approve', verb: 'approve', data, style: 'positive' });
  return [approve, button({ title: 'Decline', verb: 'decline', data, style: 'destructive' })];
}

function spoken({ permissions, role, custody }: ApprovalSubject): string {
  const parts = [
    ...(permissions.length > 0 ? [count(permissions.length, 'permission')] : []),
    ...(role ? [`the role ${role}`] : []),
    `a certificate on ${count(custody.servers.length, 'MID server')}`,
  ];
  return listOf(parts, 'and');
}

function checkedText({ others, application }: ApprovalSubject): string {
  const alone = others.length === 0 ? ', nobody else has a way into it' : '';
  const maker = application.adoptedBy ? 'an earlier client id of exo' : 'exo';
  return `Checked: the tenant id matches, the application was made by ${maker}${alone}.`;
}

/** Why approvers who decided before are asked again. */
function newsPanel({ news }: Gate, budget: CardBudget): CardElement[] {
  if (news.length === 0) return [];
  return [
    panel('emphasis', [
      line({ text: 'Why this is asked again:', bold: true }),
      ...firstOf(news, budget.items, (each) => line('• ', { text: each, longest: Math.min(budget.text, 200) })),
    ]),
  ];
}

function othersPanel({ others }: ApprovalSubject, budget: CardBudget): CardElement[] {
  if (others.length === 0) return [];
  return [
    panel('warning', [
      line(
        sign('warning', 'Warning'),
        `: ${count(others.length, 'way')} into this application ${others.length === 1 ? 'was' : 'were'} not made by exo. `,
        'Whoever has one gets these rights too.',
      ),
      ...firstOf(others, budget.items, ({ text, on }) =>
        line(
          '• ',
          { text, longest: Math.min(budget.text, 120) },
          on === 'application' ? '' : ' (enterprise application)',
        ),
      ),
    ]),
  ];
}
