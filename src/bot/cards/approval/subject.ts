import type { ApprovalSubject } from '../../../runs/approval.ts';
import type { CardElement } from '../card.ts';
import { folded, heading, line, row } from '../elements.ts';
import type { Room } from '../size.ts';

/** With more permissions than this they stand together by resource: none is ever left out. */
const ONE_PER_LINE = 12;

/** Exactly what is granted, one line each. */
export function grantLines(subject: ApprovalSubject, room: Room): CardElement[] {
  const { permissions, role } = subject;
  return [
    ...(permissions.length > ONE_PER_LINE || room.items < 8 ? byResource(subject) : each(subject)),
    ...(role ? [line('• Role ', { text: role, bold: true }, ', whole directory')] : []),
  ];
}

function each({ permissions }: ApprovalSubject): CardElement[] {
  return permissions.map(({ value, resourceName, meaning }) =>
    line('• ', { text: value, bold: true }, ` on ${resourceName}: `, { text: meaning, longest: 160 }),
  );
}

function byResource({ permissions }: ApprovalSubject): CardElement[] {
  const resources = Map.groupBy(permissions, ({ resourceName }) => resourceName);
  return [...resources].map(([name, granted]) =>
    line('• ', { text: granted.map(({ value }) => value).join(', '), bold: true, longest: 5000 }, ` on ${name}`),
  );
}

/** Whom and what it concerns, with ids in full. */
export function subjectDetails(subject: ApprovalSubject, more: readonly CardElement[] = []): CardElement {
  return folded('details', [
    heading('Details'),
    ...more,
    row('Tenant', subject.tenantName),
    row('Tenant ID', { text: subject.tenantId, mono: true }),
    row('Application', subject.applicationName),
    row('Application ID', { text: subject.appId, mono: true }),
    row('Enterprise application', { text: subject.servicePrincipalId, mono: true }),
  ]);
}
