import type { HandOver } from './hand-over.ts';
import { findStep, type Run, type RunState } from './run.ts';

/** One tenant's line on the status card: its latest onboarding, kept small because a card shows hundreds. */
export interface BoardRow {
  readonly run: string;
  readonly label: string;
  readonly domain: string;
  readonly tenantId: string;
  readonly state: RunState;
  /** Since when it is in this state, milliseconds since 1970. */
  readonly since: number;
  readonly requester: string;
  /** What stops it (state needs-person), or what it waits for. */
  readonly reason?: string;
  /** When the approval expires or the next attempt begins. */
  readonly until?: number;
}

/** What is in place in a tenant: written when a run finishes, kept while later ones work or fail. */
export interface OnboardedRow extends HandOver {
  readonly run: string;
  readonly label: string;
  readonly domain: string;
  readonly tenantId: string;
  readonly mode: Run['request']['mode'];
  readonly serverGroup: string;
  readonly requester: string;
  readonly approver?: string;
  readonly finishedAt: number;
}

export function boardRow(run: Run, previous: BoardRow | undefined, now: number): BoardRow {
  const since = previous?.run === run.id && previous.state === run.state ? previous.since : now;
  const { label, domain, id: tenantId } = run.request.tenant;
  const row = { run: run.id, label, domain, tenantId, state: run.state, since, requester: run.request.requester.name };
  if (run.state === 'needs-person') {
    const failed = run.steps.find((step) => step.state === 'failed');
    return { ...row, reason: failed?.error?.message ?? 'A step failed.' };
  }
  if (run.state === 'waiting-approval' && run.gate) return { ...row, until: run.gate.until };
  const delayed = run.steps.find((step) => step.error && (step.state === 'delayed' || step.state === 'running'));
  if (delayed?.error) {
    return { ...row, reason: delayed.error.message, ...(delayed.retryAt ? { until: delayed.retryAt } : {}) };
  }
  return row;
}

export function onboardedRow(run: Run, now: number): OnboardedRow | undefined {
  const step = findStep(run, 'hand-over');
  if (run.state !== 'finished' || step?.state !== 'done') return undefined;
  const { label, domain, id: tenantId } = run.request.tenant;
  return {
    ...(step.output as HandOver),
    run: run.id,
    label,
    domain,
    tenantId,
    mode: run.request.mode,
    serverGroup: run.request.serverGroup,
    requester: run.request.requester.name,
    ...(run.gate?.state === 'approved' && run.gate.decidedBy ? { approver: run.gate.decidedBy.name } : {}),
    finishedAt: now,
  };
}
