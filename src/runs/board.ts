import type { Stored } from '../process/records/record.ts';
import { withServer } from './named-failure.ts';
import { outputOf } from './outputs.ts';
import type * as rows from './records/rows.ts';
import { HandOver } from './records/rows.ts';
import { findStep, type Run } from './run.ts';

// Their forms and what their members mean stand in records/rows.ts.
export type BoardRow = Stored<typeof rows.BoardRow>;
export type OnboardedRow = Stored<typeof rows.OnboardedRow>;

export function boardRow(run: Run, previous: BoardRow | undefined, now: number): BoardRow {
  const since = previous?.run === run.id && previous.state === run.state ? previous.since : now;
  const { label, domain, id: tenantId } = run.request.tenant;
  const { kind, requester } = run.request;
  const row = {
    run: run.id,
    label,
    domain,
    tenantId,
    state: run.state,
    since,
    requester: requester.name,
    requesterId: requester.id,
    serverGroup: run.request.serverGroup,
    ...(kind === 'suspend' || kind === 'resume' || kind === 'offboard' ? { kind } : {}),
    ...deletedIn(run, previous),
  };
  if (run.state === 'needs-person') {
    const failed = run.steps.find((step) => step.state === 'failed');
    return { ...row, reason: failed?.error ? withServer(run, failed, failed.error.message) : 'A step failed.' };
  }
  if (run.state === 'waiting-approval' && run.gate) return { ...row, until: run.gate.until };
  if (findStep(run, 'await-switch')?.state === 'running') {
    return { ...row, reason: 'The new certificate is to be entered in ServiceNow.' };
  }
  const delayed = run.steps.find((step) => step.error && (step.state === 'delayed' || step.state === 'running'));
  if (delayed?.error) {
    return {
      ...row,
      reason: withServer(run, delayed, delayed.error.message),
      ...(delayed.retryAt ? { until: delayed.retryAt } : {}),
    };
  }
  return row;
}

/** The application that exo deleted itself: it may come back with the next onboarding. */
function deletedIn(run: Run, previous: BoardRow | undefined): Pick<BoardRow, 'deleted'> {
  const own = outputOf(run, 'delete-application')?.applicationId;
  const isBack = run.request.kind === 'onboard' && run.state === 'finished';
  const deleted = own ?? (isBack ? undefined : previous?.deleted);
  return deleted ? { deleted } : {};
}

/** Whether a change is seen on the board; the first one of a run always is. */
export function changesBoard(before: Run, after: Run): boolean {
  if (after.request.kind === 'plan' || after.request.kind === 'check') return false;
  const [old, fresh] = [before, after].map((run) => JSON.stringify(boardRow(run, undefined, 0)));
  return before.version === 0 || old !== fresh;
}

export function onboardedRow(run: Run, now: number): OnboardedRow | undefined {
  const step = findStep(run, 'hand-over');
  if (step?.state !== 'done' || !(run.state === 'finished' || isSwitched(run))) return undefined;
  const { label, domain, id: tenantId } = run.request.tenant;
  return {
    ...HandOver.parse(step.output),
    run: run.id,
    label,
    domain,
    tenantId,
    mode: run.request.mode,
    serverGroup: run.request.serverGroup,
    requester: run.request.requester.name,
    ...(run.gate?.state === 'approved' && run.gate.decidedBy ? { approver: run.gate.decidedBy.name } : {}),
    evidence: run.gate?.evidence ?? run.request.earlier ?? null,
    finishedAt: now,
  };
}

/** Weeks before a rotation is over, its new certificate is what ServiceNow uses. */
function isSwitched(run: Run): boolean {
  return run.request.kind === 'rotate' && findStep(run, 'await-switch')?.state === 'done';
}
