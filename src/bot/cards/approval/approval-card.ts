import type { ApprovalSubject } from '../../../runs/approval.ts';
import type { Run } from '../../../runs/run.ts';
import type { Mention } from '../../chat.ts';
import { button, buttonRow, toggleButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import { line, makeCard, panel, sign, titleLine } from '../elements.ts';
import { approversOf, type RunView } from '../run/view.ts';
import { fitted, type Room } from '../size.ts';
import { count } from '../text.ts';
import { timeAt } from '../time.ts';
import { mentionEntities, mentionLine } from './mentions.ts';
import { grantLines, subjectDetails } from './subject.ts';

/**
 * Asks the approvers. Without inputs, because some clients fail on Action.Execute with them. What is decided is what
 * stands here: the hash of it goes with the buttons and is compared, together with everything else, by the rules.
 * @param run with an open gate
 * @param mentions approvers that Teams can notify
 */
export function approvalCard(
  run: Run,
  subject: ApprovalSubject,
  view: RunView,
  mentions: readonly Mention[] = [],
): Card {
  const { label } = run.request.tenant;
  const { name } = run.request.requester;
  const { gate } = run;
  const until = gate ? timeAt(gate.until, view) : 'never';
  const data = { run: run.id, round: gate?.round ?? 0, hash: gate?.planHash ?? '' };
  return fitted((room) =>
    makeCard({
      says: `Approval needed: ${label}. ${name} asks for ${rightsInWords(subject)} in ${subject.domain}. ${approversOf(run, view)} can decide until ${until}.`,
      mentions: mentionEntities(mentions),
      body: [
        titleLine(`Approval needed: ${label}`, run.id),
        ...mentionLine(mentions, `For ${approversOf(run, view)}`),
        line(
          { text: name, bold: true },
          ' asks to give the application ',
          { text: `"${subject.applicationName}"`, bold: true },
          ' in tenant ',
          { text: subject.domain, bold: true },
          ` (${subject.tenantName}):`,
        ),
        ...grantLines(subject, room),
        ...warning(subject, room),
        line({ text: checkedText(subject), subtle: true }),
        line(sign('approval', 'Open'), ` · expires ${until}`),
        ...buttonRow([
          button({ title: 'Approve', verb: 'approve', data, style: 'positive' }),
          button({ title: 'Decline', verb: 'decline', data, style: 'destructive' }),
          toggleButton('Details', 'details'),
        ]),
        subjectDetails(subject),
      ],
    }),
  );
}

function rightsInWords({ permissions, role }: ApprovalSubject): string {
  const parts = [
    ...(permissions.length > 0 ? [count(permissions.length, 'permission')] : []),
    ...(role ? [`the role ${role}`] : []),
  ];
  return parts.join(' and ');
}

function checkedText({ foreignCredentials }: ApprovalSubject): string {
  const alone = foreignCredentials.length === 0 ? ', no other credentials are on it' : '';
  return `Checked: the tenant id matches, the application is ours${alone}.`;
}

function warning({ foreignCredentials }: ApprovalSubject, room: Room) {
  if (foreignCredentials.length === 0) return [];
  const shown = foreignCredentials.slice(0, room.items);
  const rest = foreignCredentials.length - shown.length;
  return [
    panel('warning', [
      line(
        sign('warning', 'Warning'),
        `: the application carries ${count(foreignCredentials.length, 'credential')} that exo did not put there. `,
        'Whoever holds one gets these rights too.',
      ),
      ...shown.map((credential) => line('• ', { text: credential, longest: Math.min(room.text, 120) })),
      ...(rest > 0 ? [line(`and ${rest} more`)] : []),
    ]),
  ];
}
