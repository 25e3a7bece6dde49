import type { ApprovalSubject, Custody } from '../../../contracts/approval/approval.ts';
import type { CardElement } from '../../chat/card.ts';
import { folded, heading, line, panel, row, sign, tallRow } from '../elements.ts';
import type { CardBudget } from '../size.ts';
import { shortId } from '../text.ts';
import { type Clock, dateOf } from '../time.ts';

/** With more permissions than this they stand together by resource: none is ever left out. */
const ONE_PER_LINE = 12;
/** Names of all MID servers and accounts: whoever approves must see every holder of the key. */
const LONGEST_CUSTODY = 5000;

/** Exactly what is approved, one line each. */
export function subjectLines(subject: ApprovalSubject, clock: Clock, budget: CardBudget): CardElement[] {
  return [
    ...adoptionLine(subject),
    ...grantLines(subject, budget),
    ...certificateLines(subject, clock),
    custodyLine(subject.custody),
    renewalLine(subject, clock),
  ];
}

/** Whoever made an application may know more ways into it than are shown. */
function adoptionLine({ application }: ApprovalSubject): CardElement[] {
  if (!application.adoptedBy) return [];
  return [
    panel('warning', [
      line(
        sign('warning', 'Taken over'),
        ': this application was not made by exo as it is now, but by an earlier client id of exo: ',
        { text: application.createdByAppId, mono: true },
        '. With your approval exo changes it and treats it as its own.',
      ),
      line('Application ID ', { text: application.appId, mono: true }),
    ]),
  ];
}

function grantLines(subject: ApprovalSubject, budget: CardBudget): CardElement[] {
  const { permissions, role, mode } = subject;
  return [
    ...(permissions.length > ONE_PER_LINE || budget.items < 8 ? byResource(subject) : each(subject)),
    ...(role ? [line('• Role ', { text: role, bold: true }, ', whole directory')] : []),
    ...(mode === 'link'
      ? [line({ text: "• No permission and no role: these are for the customer's administrator", subtle: true })]
      : []),
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

function certificateLines({ certificate }: ApprovalSubject, clock: Clock): CardElement[] {
  const { thumbprint, keyBits, notAfter, madeOn } = certificate;
  const facts = `, RSA ${keyBits}, valid to ${dateOf(Date.parse(notAfter), clock)}, made on ${madeOn}:`;
  return [
    line('• Certificate ', { text: shortId(thumbprint), bold: true }, facts),
    line({ text: thumbprint, mono: true }),
  ];
}

function custodyLine({ serverGroup, servers }: Custody): CardElement {
  const accounts = new Set(servers.map(({ account }) => account));
  const [account] = accounts;
  const holders =
    accounts.size === 1
      ? `${servers.map(({ server }) => server).join(', ')} (group ${serverGroup}), as ${account}`
      : `${servers.map((each) => `${each.server} as ${each.account}`).join(', ')} (group ${serverGroup})`;
  return line('• Its key will be held by: ', { text: holders, bold: true, longest: LONGEST_CUSTODY });
}

function renewalLine({ renewals, certificate }: ApprovalSubject, clock: Clock): CardElement {
  if (renewals === 'ask') return line('• A renewal of this certificate is asked for again');
  const until = dateOf(Date.parse(certificate.notAfter), clock);
  return line(`• Also covered until ${until}: renewing this certificate on the same servers`);
}

/** Whom and what it concerns, with ids in full. */
export function subjectDetails(subject: ApprovalSubject, more: readonly CardElement[] = []): CardElement {
  const { tenant, application, certificate } = subject;
  return folded('details', [
    heading('Details'),
    ...more,
    row('Tenant', tenant.name),
    row('Tenant ID', { text: tenant.id, mono: true }),
    row('Application', application.displayName),
    row('Application ID', { text: application.appId, mono: true }),
    row('Enterprise application', { text: application.servicePrincipalId, mono: true }),
    row('Made by application', { text: application.createdByAppId, mono: true }),
    ...tallRow('Certificate thumbprint', certificate.thumbprint, ` (${certificate.signatureAlgorithm})`),
  ]);
}
