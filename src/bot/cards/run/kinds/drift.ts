import type { Drift } from '../../../../contracts/steps/cloud/drift.ts';
import { driftCode } from '../../../../runs/drift/acceptances.ts';
import { driftIn } from '../../../../runs/drift/open-drift.ts';
import type { Run } from '../../../../runs/run.ts';
import type { CardElement } from '../../../chat/card.ts';
import { button, buttonRow, confirmedButton } from '../../buttons.ts';
import { line, sign } from '../../elements.ts';
import { SIGNS } from '../../icons.ts';
import { type CardBudget, firstOf } from '../../size.ts';
import { type Clock, dateOf } from '../../time.ts';

const WORDS: Readonly<Record<Drift['kind'], string>> = {
  credential: 'Credential',
  owner: 'Owner',
  'certificate-missing': 'Certificate',
  'permission-missing': 'Permission',
  'permission-extra': 'Permission',
  'role-missing': 'Role',
  'role-extra': 'Role',
  disabled: 'Disabled',
  missing: 'Gone',
  server: 'MID server',
  key: 'Private key',
};

function found(run: Run): readonly Drift[] {
  return driftIn(run).open;
}

/** The title of a check that is over. */
export function checkedTitle(run: Run): string {
  const findings = found(run);
  const { label } = run.request.tenant;
  if (findings.length === 0) return `${SIGNS.done.icon} ${label} is as exo left it`;
  const { icon } = SIGNS[findings.some(({ grave }) => grave) ? 'failed' : 'warning'];
  return `${icon} ${label} changed`;
}

/** What was changed, the gravest first, each with what to do. */
export function driftLines(run: Run, clock: Clock, budget: CardBudget): CardElement[] {
  const { open, accepted } = driftIn(run);
  const rest =
    accepted.length > 0 ? 'Everything else is' : 'Credentials, owners, permissions, role, sign-in and private keys are';
  return [
    ...(open.length === 0
      ? [line(`${rest} as exo left ${accepted.length > 0 ? 'it' : 'them'}.`)]
      : openLines(open, budget)),
    ...firstOf(accepted, budget.items, ({ text, by, until, reason }) =>
      line(
        { text: `Accepted by ${by.name} until ${dateOf(until, clock)}, because ${reason}: `, longest: budget.text },
        { text, subtle: true, longest: budget.text },
      ),
    ),
  ];
}

function openLines(findings: readonly Drift[], budget: CardBudget): CardElement[] {
  return firstOf(findings, budget.items, ({ kind, grave, text, advice }) => [
    line(sign(grave ? 'failed' : 'warning', WORDS[kind]), ' · ', { text, longest: budget.text }),
    line({ text: advice, subtle: true, longest: budget.text }),
  ]);
}

/** For notifications and screen readers: the gravest one, and how many more. */
export function driftMessage(run: Run): string {
  const [first, ...rest] = found(run);
  if (!first) return `${checkedTitle(run)}.`;
  const more = rest.length > 0 ? ` And ${rest.length} more on the card.` : '';
  return `${checkedTitle(run)}: ${first.text}${more}`;
}

/** Stops all sign-ins when somebody may read the mail of the tenant; puts right what an onboarding would. */
export function driftButtons(run: Run): (CardElement | undefined)[] {
  if (run.request.kind !== 'check' || run.state !== 'finished') return [];
  const findings = found(run);
  const { label } = run.request.tenant;
  const mendable = findings.filter((each) => each.mendable);
  return [
    findings.some(({ grave }) => grave) ? asked('Suspend', `suspend ${label}`, suspendText(label)) : undefined,
    mendable.length > 0 ? asked('Mend', `onboard ${label}`, mendText(label, mendable)) : undefined,
    findings.length > 0 ? acceptButton(run, findings) : undefined,
  ];
}

function asked(title: string, command: string, explanation: readonly CardElement[]): CardElement {
  const confirm = button({ title: `@exo ${command}`, verb: 'do', data: { command } });
  return confirmedButton(title, explanation, confirm);
}

/** Accepting needs a reason. Fields stand on a card of their own: this one must work in every client, and so must the words. */
function acceptButton(run: Run, findings: readonly Drift[]): CardElement {
  const body = [
    line('An approver says, with days and a reason, until when exo keeps silent about a change:'),
    ...buttonRow([button({ title: 'Fill in a form', verb: 'accept-form', data: { run: run.id } })]),
    line({ text: 'Or as a command:', subtle: true }),
    ...findings
      .slice(0, 8)
      .flatMap((each) => [
        line({ text: each.text, subtle: true, longest: 200 }),
        line({ text: `@exo accept ${run.id} ${driftCode(each)} 90 "reason"`, mono: true }),
      ]),
  ];
  return { type: 'Action.ShowCard', title: 'Accept …', card: { type: 'AdaptiveCard', version: '1.5', body } };
}

function suspendText(label: string): CardElement[] {
  return [line(`Stop all sign-ins of exo's application in ${label} at once? Nothing is taken away.`)];
}

function mendText(label: string, mendable: readonly Drift[]): CardElement[] {
  const what = mendable.length === 1 ? 'this' : `these ${mendable.length}`;
  return [
    line(`Run the onboarding of ${label} again to put ${what} right? An approver decides before anything is granted:`),
    ...mendable.slice(0, 8).map(({ text }) => line('• ', { text, longest: 300 })),
  ];
}
