import { type CardLine, isStepName, STEPS } from '../../../../contracts/steps/index.ts';
import type { Mode } from '../../../../process/config/exo-config.ts';
import { isLook } from '../../../../runs/decide/back-off.ts';
import type { Run, RunStep } from '../../../../runs/run.ts';
import { isFinal } from '../../../../runs/run.ts';
import type { CardElement } from '../../../chat/card.ts';
import { columns, line, sign } from '../../elements.ts';
import type { Look } from '../../icons.ts';
import { listOf } from '../../text.ts';
import { timeAt } from '../../time.ts';
import type { RunView } from '../view.ts';
import { oldCertificateText, switchText } from './rotation-texts.ts';
import {
  applicationText,
  attachText,
  certificateText,
  consentText,
  exchangeText,
  proofText,
  roleText,
} from './step-texts.ts';

/** The lines of a run's card, in their order. */
const LINES: Readonly<Record<Run['request']['kind'], readonly CardLine[]>> = {
  onboard: ['Application', 'Permissions', 'Certificate', 'Attach certificate', 'Compliance role', 'Exchange', 'Proof'],
  rotate: ['Certificate', 'Attach certificate', 'Proof', 'ServiceNow', 'Old certificate'],
  plan: ['Tenant', 'MID servers', 'Changes'],
  suspend: ['Application', 'Disable sign-in'],
  resume: ['Application', 'Enable sign-in', 'Proof'],
  check: ['Changes'],
  offboard: ['Application', 'Exchange', 'Role, permissions', 'Delete application', 'Private keys'],
};

/** Where the approval is shown: in link mode it gives no permissions. */
const LINE_OF_GATE: Readonly<Record<Mode, CardLine>> = { full: 'Permissions', link: 'Attach certificate' };

/** What follows the word; undefined for nothing. */
const TEXTS: Readonly<Record<CardLine, (run: Run, view: RunView) => string | undefined>> = {
  Tenant: () => undefined,
  'MID servers': () => undefined,
  Changes: () => undefined,
  Application: applicationText,
  Permissions: consentText,
  Certificate: certificateText,
  'Attach certificate': attachText,
  'Compliance role': roleText,
  Exchange: exchangeText,
  Proof: proofText,
  ServiceNow: switchText,
  'Old certificate': oldCertificateText,
  'Disable sign-in': () => undefined,
  'Enable sign-in': skippedText('resume-application'),
  'Role, permissions': skippedText('remove-rights'),
  'Delete application': skippedText('delete-application'),
  'Private keys': () => undefined,
};

/** Why there was nothing to do. */
function skippedText(name: RunStep['name']) {
  return (run: Run) => run.steps.find((step) => step.name === name && step.state === 'skipped')?.note;
}

function isOn(line: CardLine, { name }: RunStep, { kind, mode }: Run['request']): boolean {
  if (name === 'approve-consent') return line === (kind === 'offboard' ? 'Role, permissions' : LINE_OF_GATE[mode]);
  if (name === 'await-switch') return line === 'ServiceNow';
  return isStepName(name) && STEPS[name].lines.includes(line);
}

/** The run as the steps of the guide, each with icon and word. */
export function stepLines(run: Run, view: RunView): CardElement[] {
  return LINES[run.request.kind].map((title, index) => {
    const steps = run.steps.filter((step) => isOn(title, step, run.request));
    const { look, word, more } = stateOf(run, steps, view);
    const rest = [more, TEXTS[title](run, view)].filter((each) => each !== undefined && each !== '').join(' · ');
    return columns([
      { width: '170px', items: [line(`${index + 1}  ${title}`)] },
      { items: [line(sign(look, word), ...(rest ? [` · ${rest}`] : []))] },
    ]);
  });
}

interface LineState {
  readonly look: Look;
  readonly word: string;
  readonly more?: string;
}

function stateOf(run: Run, steps: readonly RunStep[], view: RunView): LineState {
  const failed = steps.filter((step) => step.state === 'failed');
  if (failed.length > 0) {
    if (run.state === 'declined') return { look: 'stopped', word: 'declined' };
    const proof = failed.some((step) => step.name === 'verify-connection');
    const servers = proof ? [] : failed.flatMap((step) => step.server ?? []);
    return { look: 'failed', word: 'needs you', more: listOf(servers, 'and') };
  }
  if (steps.every((step) => step.state === 'done' || step.state === 'skipped')) return { look: 'done', word: 'done' };
  if (isFinal(run)) return { look: 'stopped', word: 'not done' };
  const gate = steps.some((step) => step.name === 'approve-consent') && run.gate?.state === 'open';
  if (gate) return { look: 'approval', word: 'waiting for approval' };
  const active = steps.filter((step) => ['queued', 'running', 'delayed'].includes(step.state));
  if (active.some((step) => step.name === 'await-switch')) return { look: 'approval', word: 'waiting for you' };
  if (active.some((step) => step.name === 'await-consent')) {
    return { look: 'approval', word: "waiting for the customer's administrator" };
  }
  const delayed = active.find((step) => step.state === 'delayed' && step.retryAt !== undefined);
  if (delayed && active.every((step) => step.state === 'delayed')) {
    const at = timeAt(delayed.retryAt ?? 0, view);
    if (isLook(delayed.error?.code)) return { look: 'working', word: 'watching', more: `next look ${at}` };
    return { look: 'working', word: 'trying again', more: at };
  }
  if (active.length > 0) {
    const note = active.find((step) => step.state === 'running' && step.note)?.note;
    return { look: 'working', word: 'working', ...(note ? { more: note.slice(0, 120) } : {}) };
  }
  return { look: 'waiting', word: 'waiting' };
}
