import { driftIn } from '../../../runs/drift/open-drift.ts';
import { withServer } from '../../../runs/named-failure.ts';
import { findStep, type Run } from '../../../runs/run.ts';
import type { NamedPerson } from '../../access/people.ts';
import { listOf, unmarked } from '../../cards/text.ts';
import type { DueNotice } from './notices.ts';

export type LineNotice = Exclude<DueNotice['notice'], { kind: 'approval-asked' | 'approval-closed' }>;

/** Days before the end of a certificate from which the admins are told too: whoever answers for the tenant did not. */
const ADMINS_TOLD = 7;

export function tellsAdmins(notice: LineNotice): boolean {
  return notice.kind === 'switch-reminder' && notice.days <= ADMINS_TOLD;
}

/**
 * What happened, in one line of the thread; undefined when it is out of date or a plan's.
 * @param admins those who are told beside the requester
 */
export function threadLine(
  run: Run,
  notice: LineNotice,
  person: NamedPerson,
  admins: readonly NamedPerson[] = [],
): string | undefined {
  if (run.request.kind === 'plan') return undefined;
  const requester = called(person);
  const label = unmarked(run.request.tenant.label);
  switch (notice.kind) {
    case 'switch-asked': {
      const step = findStep(run, 'await-switch');
      if (step?.state !== 'running') return undefined;
      const refused = step.error ? `${unmarked(step.error.message)} ` : '';
      return `${refused}${requester}, enter the new certificate of ${label} in ServiceNow: its thumbprint is on the card above.`;
    }
    case 'switch-reminder': {
      const days = notice.days === 1 ? '1 day' : `${notice.days} days`;
      const isProved = findStep(run, 'await-switch')?.state === 'running';
      const what = isProved ? 'enter the new one in ServiceNow (card above)' : 'its renewal is stuck (card above)';
      const others =
        admins.length > 0
          ? ` ${listOf(admins.map(called), 'and', admins.length)}, this is for you as ${admins.length === 1 ? 'admin' : 'admins'} too.`
          : '';
      return `${requester}, the certificate of ${label} expires in ${days}: ${what}.${others}`;
    }
    case 'finished':
      return finishedText(run, label, requester);
    case 'closed':
      return `${run.id} was ${run.state} by ${unmarked(run.closedBy?.name ?? 'somebody')}. ${requester}`;
    case 'needs-person': {
      const step = findStep(run, notice.step);
      if (step?.state !== 'failed') return undefined;
      return `${requester} ${needsText(run, label)}: ${unmarked(withServer(run, step, step.error?.message ?? 'a step failed.'))} (card above)`;
    }
  }
}

function finishedText(run: Run, label: string, requester: string): string | undefined {
  switch (run.request.kind) {
    case 'rotate':
      return `${label} uses the new certificate everywhere; the old one is erased. ${requester}`;
    case 'onboard':
      return `${label} is ready. ${requester}, the values for ServiceNow are on the card.`;
    case 'suspend':
      return `${label} is suspended by ${requester}. The card says until when its tokens stay valid.`;
    case 'offboard':
      return `${label} is offboarded. ${requester}, what was removed and what remains is on the card.`;
    case 'resume':
      return `${label} is resumed. ${requester}, what was proved is on the card.`;
    case 'check':
      return changedText(run, label, requester);
    case 'plan':
      return undefined;
  }
}

/** Of a check that exo began by itself; whoever asked for one looks at its card. */
function changedText(run: Run, label: string, requester: string): string | undefined {
  const findings = driftIn(run).open;
  const [first] = findings;
  if (!first || !('after' in run.request.place)) return undefined;
  const more = findings.length > 1 ? ` and ${findings.length - 1} more` : '';
  return `${requester} ${label} changed: ${unmarked(first.text)}${more} (card above)`;
}

function needsText({ request }: Run, label: string): string {
  return request.kind === 'suspend' ? `${label} is NOT suspended yet` : `${label} needs you`;
}

function called(person: NamedPerson): string {
  return person.mention ? `<at>${person.mention.name}</at>` : unmarked(person.name);
}
