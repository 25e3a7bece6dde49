import { isRemoval, type Subject } from '../../../contracts/approval/approval.ts';
import type { CardElement } from '../../chat/card.ts';
import { heading, line, sign } from '../elements.ts';
import { shortId } from '../text.ts';
import { dateOf } from '../time.ts';
import type { GroupView } from './group-view.ts';

/** Exactly what is approved, one tenant after the other: none is left out, and what they have in common is said once. */
export function askedLines(view: GroupView): CardElement[] {
  const { group, members } = view;
  if (group.state !== 'waiting-approval' || !group.ask) return [];
  const asked = members.flatMap(({ label, subject }) => (subject && !isRemoval(subject) ? [{ label, subject }] : []));
  const kinds = Map.groupBy(asked, ({ subject }) => grantsOf(subject));
  return [
    heading(`To approve, all ${asked.length} together`),
    ...[...kinds].flatMap(([grants, tenants]) => [
      line('• ', { text: grants, longest: 2000 }),
      ...tenants.map(({ label, subject }) => {
        const { certificate, others, tenant, application } = subject;
        const until = dateOf(Date.parse(certificate.notAfter), view);
        const words = ` (${tenant.domain}): certificate ${shortId(certificate.thumbprint)} made on ${certificate.madeOn}, valid to ${until}`;
        const taken = application.adoptedBy ? '; the application of an earlier client id is taken over' : '';
        if (others.length === 0) return line({ text: label, bold: true }, words + taken);
        const more = others.map(({ text }) => text).join('; ');
        return line({ text: label, bold: true }, `${words + taken}. `, sign('warning', 'Not made by exo'), {
          text: `: ${more}`,
          longest: 600,
        });
      }),
    ]),
  ];
}

/** What a run gives, in one sentence; the same for most tenants. */
function grantsOf(subject: Subject): string {
  if (isRemoval(subject)) return '';
  const { permissions, role, custody, renewals, mode } = subject;
  const rights = permissions.map(({ value, resourceName, meaning }) => `${value} on ${resourceName} (${meaning})`);
  const given = [...rights, ...(role ? [`the role ${role}, whole directory`] : [])];
  const what = given.length > 0 ? given.join('; ') : 'no new permission and no role';
  const servers = custody.servers.map(({ server, account }) => `${server} as ${account}`).join(', ');
  const later = renewals === 'covered' ? ' Renewals on the same servers are covered.' : '';
  const link = mode === 'link' ? " Permissions and role are for the customer's administrator." : '';
  return `${what}. The key is held by ${servers} (group ${custody.serverGroup}).${later}${link}`;
}
