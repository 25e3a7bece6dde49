import type { RemovalSubject } from '../../../contracts/approval/removal.ts';
import type { CardElement } from '../../chat/card.ts';
import { folded, heading, line, panel, row, sign } from '../elements.ts';
import { type CardBudget, firstOf } from '../size.ts';
import { count, listOf } from '../text.ts';
import { type Clock, DAY, dateOf, duration, whenAt } from '../time.ts';

/** How long Entra keeps a deleted application. */
const KEPT_MS = 30 * DAY;

/** Everything that goes, one line each; the last use first, because it may be a reason to decline. */
export function removalLines(subject: RemovalSubject, clock: Clock, budget: CardBudget): CardElement[] {
  const { application, permissions, roles, credentials, servers, absent, mode } = subject;
  const theirs = mode === 'link' ? ', given by the tenant and going with the application' : '';
  return [
    panel('warning', [line({ text: lastUseText(subject, clock), bold: true })]),
    heading('Removes'),
    ...(application
      ? [
          bullet(`"${application.displayName}" from Exchange, where the certificate still signs in`),
          ...firstOf(roles, budget.items, (each) => bullet(`Role ${each}${theirs}`)),
          ...firstOf(permissions, budget.items, (each) => bullet(`Permission ${each}${theirs}`)),
          ...firstOf(credentials, budget.items, (each) => bullet(`From the application: ${each}`)),
          bullet(`The application "${application.displayName}" with its enterprise application`),
        ]
      : [line('• The application is not there any more')]),
    ...servers
      .filter(({ certificates }) => certificates.length > 0)
      .map(({ server, certificates }) =>
        bullet(`${count(certificates.length, 'private key')} on ${server}: ${listOf(certificates, 'and', 5)}`),
      ),
    line(
      application
        ? `Without keys, role and permissions the application can be restored until ${dateOf(clock.now + KEPT_MS, clock)}; the private keys cannot.`
        : 'The private keys cannot be restored.',
    ),
    ...stays(absent),
  ];
}

function bullet(text: string): CardElement {
  return line('• ', { text, longest: 400 });
}

function stays(absent: readonly string[]): CardElement[] {
  if (absent.length === 0) return [];
  const [are, hold] = absent.length === 1 ? ['is', 'holds'] : ['are', 'hold'];
  return [
    panel('attention', [
      line(
        sign('warning', 'Stays'),
        `: ${listOf(absent, 'and')} ${are} offline, so the private keys that ${absent.length === 1 ? 'it' : 'they'} ${hold} are not erased.`,
      ),
    ]),
  ];
}

/** `Last used 2 h ago (at 12:31 CET) from 10.1.2.3.` */
export function lastUseText({ lastUse, application }: RemovalSubject, clock: Clock): string {
  if (!application) return 'Last used: not known, the application is not there any more.';
  if (!lastUse.known) return 'Last used: not known. The tenant does not let exo read its sign-in log.';
  if (lastUse.at === null) return 'Last used: no successful sign-in in the log of the last 30 days.';
  const at = Date.parse(lastUse.at);
  const from = lastUse.from ? ` from ${lastUse.from}` : '';
  return `Last used ${duration(Math.max(clock.now - at, 0))} ago (${whenAt(at, clock)})${from}.`;
}

/** Whom and what it concerns, with ids in full. */
export function removalDetails(
  { tenant, application }: RemovalSubject,
  more: readonly CardElement[] = [],
): CardElement {
  return folded('details', [
    heading('Details'),
    ...more,
    row('Tenant', tenant.name),
    row('Tenant ID', { text: tenant.id, mono: true }),
    ...(application
      ? [
          row('Application ID', { text: application.appId, mono: true }),
          row('Application object', { text: application.id, mono: true }),
          row('Made by application', { text: application.createdByAppId, mono: true }),
        ]
      : []),
  ]);
}
