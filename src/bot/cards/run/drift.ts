import type { Drift } from '../../../contracts/steps/drift.ts';
import { outputOf } from '../../../runs/outputs.ts';
import type { Run } from '../../../runs/run.ts';
import type { CardElement } from '../../chat/card.ts';
import { button, confirmedButton } from '../buttons.ts';
import { line, sign } from '../elements.ts';
import { SIGNS } from '../icons.ts';
import { type CardBudget, firstOf } from '../size.ts';

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
};

function found(run: Run): readonly Drift[] {
  return outputOf(run, 'check-drift')?.findings ?? [];
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
export function driftLines(run: Run, budget: CardBudget): CardElement[] {
  const findings = found(run);
  if (findings.length === 0) {
    return [line('Credentials, owners, permissions, role and sign-in are as exo left them.')];
  }
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
  ];
}

function asked(title: string, command: string, explanation: readonly CardElement[]): CardElement {
  const confirm = button({ title: `@exo ${command}`, verb: 'do', data: { command } });
  return confirmedButton(title, explanation, confirm);
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
