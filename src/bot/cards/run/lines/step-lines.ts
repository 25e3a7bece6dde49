import type { Mode } from '../../../../process/config/exo-config.ts';
import type { Run, RunStep } from '../../../../runs/run.ts';
import { isFinal } from '../../../../runs/run.ts';
import type { CardElement } from '../../card.ts';
import { columns, line, sign } from '../../elements.ts';
import type { Look } from '../../icons.ts';
import { listOf } from '../../text.ts';
import { timeAt } from '../../time.ts';
import type { RunView } from '../view.ts';
import {
  applicationText,
  attachText,
  certificateText,
  consentText,
  exchangeText,
  proofText,
  roleText,
} from './step-texts.ts';

/** One line of the run card: a step of the guide, which is one or more steps of the plan. */
interface StepLine {
  readonly title: string;
  readonly names: readonly RunStep['name'][];
  /** What follows the word; undefined for nothing. */
  readonly text: (run: Run, view: RunView) => string | undefined;
}

/** Whom the approval is shown with: in link mode it gives no permissions. */
function onboardLines(mode: Mode): StepLine[] {
  const gate = ['approve-consent'] as const;
  return [
    {
      title: 'Application',
      names: ['register-application', 'create-enterprise-application', 'adopt-application'],
      text: applicationText,
    },
    {
      title: 'Permissions',
      names: [...(mode === 'full' ? gate : []), 'grant-consent', 'await-consent'],
      text: consentText,
    },
    {
      title: 'Certificate',
      names: ['create-certificate', 'share-certificate', 'import-certificate', 'grant-key-access'],
      text: certificateText,
    },
    { title: 'Attach certificate', names: [...(mode === 'link' ? gate : []), 'attach-certificate'], text: attachText },
    { title: 'Compliance role', names: ['assign-role', 'await-consent'], text: roleText },
    { title: 'Exchange', names: ['register-in-exchange'], text: exchangeText },
    { title: 'Proof', names: ['verify-connection'], text: proofText },
  ];
}

const DRY_RUN: readonly StepLine[] = [
  { title: 'Tenant', names: ['check-tenant'], text: () => undefined },
  { title: 'MID servers', names: ['check-server'], text: () => undefined },
  { title: 'Changes', names: ['preview-changes'], text: () => undefined },
];

/** The run as the steps of the guide, each with icon and word. */
export function stepLines(run: Run, view: RunView): CardElement[] {
  const lines = run.request.kind === 'plan' ? DRY_RUN : onboardLines(run.request.mode);
  return lines.map(({ title, names, text }, index) => {
    const steps = run.steps.filter((step) => names.includes(step.name));
    const { look, word, more } = stateOf(run, steps, view);
    const rest = [more, text(run, view)].filter((each) => each !== undefined && each !== '').join(' · ');
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
  if (active.some((step) => step.name === 'await-consent')) {
    return { look: 'approval', word: "waiting for the customer's administrator" };
  }
  const delayed = active.find((step) => step.state === 'delayed' && step.retryAt !== undefined);
  if (delayed && active.every((step) => step.state === 'delayed')) {
    return { look: 'working', word: 'trying again', more: timeAt(delayed.retryAt ?? 0, view) };
  }
  if (active.length > 0) {
    const note = active.find((step) => step.state === 'running' && step.note)?.note;
    return { look: 'working', word: 'working', ...(note ? { more: note.slice(0, 120) } : {}) };
  }
  return { look: 'waiting', word: 'waiting' };
}
