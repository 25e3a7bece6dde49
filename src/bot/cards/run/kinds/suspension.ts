import { outputOf } from '../../../../runs/outputs.ts';
import { staysDisabled } from '../../../../runs/plans/resume.ts';
import type { Run } from '../../../../runs/run.ts';
import type { CardElement } from '../../../chat/card.ts';
import { button, confirmedButton } from '../../buttons.ts';
import { line } from '../../elements.ts';
import { type Clock, timeAt, whenAt } from '../../time.ts';

/**
 * Entra gives out access tokens for 60 to 90 minutes, and does not take them back.
 * https://learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes
 */
const LONGEST_TOKEN_MS = 90 * 60_000;

/** What suspending came to, as sentences: the card shows them, and screen readers say them. */
export function suspendedTexts(run: Run, clock: Clock): string[] {
  const output = outputOf(run, 'suspend-application');
  const application = outputOf(run, 'find-application')?.displayName ?? run.request.displayName;
  if (!output) return [];
  const at = Date.parse(output.at);
  const { label, domain } = run.request.tenant;
  const how = output.changed
    ? `Suspended ${whenAt(at, clock)} by ${run.request.requester.name}`
    : `It was disabled already ${whenAt(at, clock)}, and stays so`;
  return [
    `${how}: ${domain} gives "${application}" no new tokens.`,
    `Tokens already issued stay valid, most for about an hour, none beyond ${timeAt(at + LONGEST_TOKEN_MS, clock)}.`,
    `ServiceNow's searches in ${label} fail in the meantime: "Validate" in its settings shows certificate and OAuth as failed.`,
    'Nothing was taken away: permissions, role and certificates stay.',
  ];
}

/** What resuming came to. */
export function resumedTexts(run: Run, clock: Clock): string[] {
  const { label, domain } = run.request.tenant;
  const application = outputOf(run, 'find-application')?.displayName ?? run.request.displayName;
  if (staysDisabled(run.request)) {
    return [
      `exo no longer holds ${label}. "${application}" stays disabled, because it was so before exo suspended it.`,
      `To let it sign in again, an administrator of ${domain} sets "Enabled for users to sign in" to Yes; then say @exo onboard ${label}.`,
    ];
  }
  const proved = run.steps.some(({ name, state }) => name === 'verify-connection' && state === 'done');
  return [
    `Resumed ${whenAt(run.finishedAt ?? clock.now, clock)} by ${run.request.requester.name}: ${domain} gives "${application}" tokens again.`,
    proved
      ? 'Every MID server connected with its certificate.'
      : 'Nothing was proved: no onboarding of it was finished.',
  ];
}

export function textLines(texts: readonly string[]): CardElement[] {
  const [first, ...rest] = texts;
  return first === undefined ? [] : [line({ text: first, bold: true }), ...rest.map((text) => line(text))];
}

/** Says `resume` for whoever may; asked twice, because it lets sign-ins through again. */
export function resumeButton({ request, state }: Run): CardElement | undefined {
  if (request.kind !== 'suspend' || state !== 'finished') return undefined;
  const { label } = request.tenant;
  const confirm = button({ title: `Resume ${label}`, verb: 'do', data: { command: `resume ${label}` } });
  return confirmedButton('Resume', [line(`Let exo's application sign in to ${label} again?`)], confirm);
}
