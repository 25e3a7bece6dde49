import { onboardedRow } from '../../../runs/board.ts';
import { outputOf } from '../../../runs/outputs.ts';
import type { Run } from '../../../runs/run.ts';
import { validity } from '../tenant/hand-over.ts';
import { listOf, sentence } from '../text.ts';
import { isConsentPending } from './kinds/consent.ts';
import { driftMessage } from './kinds/drift.ts';
import { removedTexts } from './kinds/offboarding.ts';
import { switchMessage } from './kinds/rotation.ts';
import { resumedTexts, suspendedTexts } from './kinds/suspension.ts';
import { activityOf, stopped, triedAgain, underWay } from './lines/activity.ts';
import { decisionText, waitingFor } from './lines/state-lines.ts';
import { problemText } from './lines/trouble.ts';
import { titleOf } from './run-titles.ts';
import type { RunView } from './view.ts';

/** The state in one or two sentences, for notifications and screen readers. */
export function runMessage(run: Run, view: RunView): string {
  const { label } = run.request.tenant;
  switch (run.state) {
    case 'finished':
      return finishedMessage(run, view);
    case 'declined':
      return `${label}: declined by ${run.closedBy?.name ?? 'somebody'}. Nothing was granted.`;
    case 'cancelled':
      return `${label}: cancelled by ${run.closedBy?.name ?? 'somebody'}.`;
    case 'needs-person': {
      const [first] = stopped(run);
      return `${titleOf(run)}: ${first ? `${problemText(run, first)} ${sentence(first.error?.advice ?? '')}` : 'a step failed.'}`;
    }
    default:
      return `${titleOf(run)}: ${nowMessage(run, view)}`;
  }
}

function nowMessage(run: Run, view: RunView): string {
  const asked = switchMessage(run);
  if (asked) return asked;
  const decision = decisionText(run, view);
  const active = underWay(run).filter((step) => step.name !== 'await-consent');
  const again = triedAgain(run).find((step) => !isConsentPending(step));
  const doing = active.length > 0 ? activityOf(active) : again ? waitingFor(run, again) : '';
  return sentence([doing, ...(decision ? [`waiting ${decision}`] : [])].filter(Boolean).join('; '));
}

function finishedMessage(run: Run, view: RunView): string {
  switch (run.request.kind) {
    case 'onboard':
    case 'rotate':
      return readyMessage(run, view);
    case 'plan':
      return planMessage(run);
    case 'check':
      return driftMessage(run);
    case 'suspend':
      return `${titleOf(run)}. ${suspendedTexts(run, view).slice(0, 2).join(' ')}`;
    case 'offboard':
      return `${titleOf(run)}. Removed: ${listOf(removedTexts(run), 'and', 8) || 'nothing'}. What remains is on the card.`;
    case 'resume':
      return `${titleOf(run)}. ${resumedTexts(run, view).join(' ')}`;
  }
}

function planMessage(run: Run): string {
  const changes = outputOf(run, 'preview-changes')?.changes.length ?? 0;
  const would = changes === 0 ? 'nothing would change' : `${changes} things would change`;
  return `Plan for ${run.request.tenant.label}: ${changes === 1 ? 'one thing would change' : would}. Nothing was written.`;
}

function readyMessage(run: Run, view: RunView): string {
  const row = onboardedRow(run, run.finishedAt ?? view.now);
  const { label } = run.request.tenant;
  if (!row) return `${label} is ready.`;
  const unchanged = row.unchanged ? ' Everything was in place already.' : '';
  return `${label} is ready, certificate ${validity(row, view)}.${unchanged} The values for ServiceNow are on the card.`;
}
