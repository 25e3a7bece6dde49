import { isFinal, type Run } from '../../../runs/run.ts';
import type { CardElement } from '../../chat/card.ts';
import { button, confirmedButton, linkButton, toggleButton } from '../buttons.ts';
import { line } from '../elements.ts';
import type { Clock } from '../time.ts';
import { waitsForCustomer } from './kinds/consent.ts';
import { driftButtons } from './kinds/drift.ts';
import { remindButton, switchButton } from './kinds/rotation.ts';
import { resumeButton } from './kinds/suspension.ts';
import { stopped, triedAgain } from './lines/activity.ts';
import { remainsText } from './remains.ts';

export const DETAILS = 'details';
/** A wait shorter than this passes before somebody can click. */
const WORTH_A_BUTTON_MS = 60_000;

/** The buttons that make sense now, in the order of their use. */
export function runButtons(run: Run, clock: Clock): (CardElement | undefined)[] {
  const details = toggleButton('Details', DETAILS);
  if (isFinal(run)) return [...driftButtons(run), resumeButton(run), details];
  return [
    switchButton(run),
    remindButton(run, clock),
    retryButton(run, clock),
    ...helpLinks(run),
    cancelButton(run),
    details,
  ];
}

function retryButton(run: Run, { now }: Clock): CardElement | undefined {
  const title = retryTitle(run, now);
  return title ? button({ title, verb: 'retry', data: { run: run.id } }) : undefined;
}

function retryTitle(run: Run, now: number): string | undefined {
  const failed = stopped(run);
  if (failed.length > 0) {
    const servers = new Set(failed.map((step) => step.server));
    const [server] = servers;
    return servers.size === 1 && server ? `Retry ${server}` : 'Retry';
  }
  if (waitsForCustomer(run)?.state === 'delayed') return 'Check now';
  const long = triedAgain(run).some(
    (step) => step.state === 'delayed' && (step.retryAt ?? 0) - now > WORTH_A_BUTTON_MS,
  );
  return long ? 'Try now' : undefined;
}

function helpLinks(run: Run): (CardElement | undefined)[] {
  const links = new Set(stopped(run).flatMap((step) => (step.error?.link ? [step.error.link] : [])));
  return [...links].slice(0, 2).map((link) => {
    return URL.canParse(link) ? linkButton(`Open ${new URL(link).hostname}`, link) : undefined;
  });
}

function cancelButton(run: Run): CardElement {
  const title = run.state === 'needs-person' ? 'Cancel run' : 'Cancel';
  const confirm = button({ title: 'Cancel the run', verb: 'cancel', data: { run: run.id }, style: 'destructive' });
  return confirmedButton(title, [line(`Cancel ${run.id}? ${remainsText(run)}`)], confirm);
}
