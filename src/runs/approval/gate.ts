import { hashSubject, isRemoval, Subject } from '../../contracts/approval/approval.ts';
import { isStepName, STEPS } from '../../contracts/steps/index.ts';
import type { Draft } from '../draft.ts';
import type { Gate, Run, RunStep } from '../run.ts';
import { approvalSubject } from './subject.ts';
import { uncovered } from './uncovered.ts';
import { ABOUT, ABOUT_REMOVAL } from './vouched.ts';

export const GATE = 'approve-consent';

/** Those of the steps behind a subject that read what others can change. */
const FACTS: readonly RunStep['name'][] = [
  'register-application',
  'create-enterprise-application',
  'survey-application',
];

/** Refusals of a privileged step after which the approvers are asked again; true: the facts are read again first. */
const ASK_AGAIN: ReadonlyMap<string, boolean> = new Map([
  ['approval-outdated', false],
  ['approval-missing', true],
  ['subject-changed', true],
]);
/** After this many cards something else is wrong, and a person must look. */
const MOST_ROUNDS = 5;

/** Whether a step gives somebody something: never without an approval that holds. */
export function isPrivileged({ name }: RunStep): boolean {
  return isStepName(name) && STEPS[name].privileged === true;
}

/** Whether the gate can be opened now, once its needs are met: it is not open, and all that it is about is there. */
export function canOpen(run: Run): boolean {
  const isDone = (name: RunStep['name']) => run.steps.some((step) => step.name === name && step.state === 'done');
  const about = run.request.kind === 'offboard' ? ABOUT_REMOVAL : ABOUT;
  return run.gate?.state !== 'open' && about.every(isDone);
}

/** Whether the earlier approval of the tenant makes asking needless. Once asked for, it does not any more. */
export function isCovered(run: Run): boolean {
  return run.gate === null && uncovered(run).length === 0;
}

export function openGate(draft: Draft): void {
  const { gate, request } = draft.run;
  const subject = Subject.safeParse(approvalSubject(draft.run));
  if (!subject.success) {
    draft.change(GATE, { state: 'failed', finishedAt: draft.now, error: notPossible(subject.error.message) });
    draft.notify({ kind: 'needs-person', step: GATE, attempt: gate?.round ?? 0 });
    return;
  }
  const round = (gate?.round ?? 0) + 1;
  draft.setGate({
    state: 'open',
    round,
    openedAt: draft.now,
    until: draft.now + request.approval.expiresAfterMs,
    planHash: hashSubject(subject.data),
    subject: subject.data,
    news: gate?.news ?? (request.earlier && !isRemoval(subject.data) ? uncovered(draft.run) : []),
  });
  draft.record({ what: 'approval asked', attempt: round });
  draft.notify({ kind: 'approval-asked', round });
}

/** Closes an open gate whose subject is not what the card shows any more; a new card follows when it is known again. */
export function closeChangedGate(draft: Draft): void {
  const { gate } = draft.run;
  if (gate?.state !== 'open') return;
  const subject = approvalSubject(draft.run);
  if (subject && hashSubject(subject) === gate.planHash) return;
  draft.setGate({ ...gate, state: 'closed', decidedAt: draft.now });
  draft.record({ what: 'approval replaced', attempt: gate.round });
  draft.notify({ kind: 'approval-closed', round: gate.round });
}

/** Whether the decision is too old for another step to be released under it. */
export function isOutdated({ gate, request }: Run, now: number): boolean {
  return gate?.state === 'approved' && now > (gate.decidedAt ?? 0) + request.approval.validForMs;
}

export function askAgainAsOutdated(draft: Draft): void {
  const { gate, request } = draft.run;
  const hours = Math.round(request.approval.validForMs / 360_000) / 10;
  const by = gate?.decidedBy ? ` by ${gate.decidedBy.name}` : '';
  askAgain(draft, `the approval${by} counted for ${hours} ${hours === 1 ? 'hour' : 'hours'} and is over`);
}

/**
 * A privileged step was refused because its approval does not hold: asks again.
 * @returns whether it does; if not, the step fails like any other
 */
export function askAgainAfter(draft: Draft, step: RunStep, error: { code: string; message: string }): boolean {
  const reads = ASK_AGAIN.get(error.code);
  if (reads === undefined || !isPrivileged(step) || !step.needs.includes(GATE)) return false;
  if ((draft.run.gate?.round ?? 0) >= MOST_ROUNDS) return false;
  draft.reopen(step.id);
  if (isSettled(draft)) askAgain(draft, error.message);
  if (reads) {
    for (const { id, name, state } of draft.run.steps) if (FACTS.includes(name) && state === 'done') draft.reopen(id);
  }
  return true;
}

/** Whether the gate is behind us; another refused step may have brought it back already. */
function isSettled(draft: Draft): boolean {
  const { state } = draft.step(GATE);
  return state === 'done' || state === 'skipped';
}

function askAgain(draft: Draft, why: string): void {
  const { gate } = draft.run;
  const subject = gate?.subject ?? approvalSubject(draft.run);
  if (!subject) throw new Error(`Run ${draft.run.id}: nothing can be released before the gate`);
  const closed: Gate = {
    state: 'closed',
    round: gate?.round ?? 0,
    openedAt: gate?.openedAt ?? draft.now,
    until: draft.now,
    planHash: hashSubject(subject),
    subject,
    news: [why],
  };
  draft.setGate(closed);
  draft.reopen(GATE);
  draft.record({ what: 'approval needed again', attempt: closed.round, detail: why });
}

function notPossible(detail: string) {
  return {
    kind: 'ours',
    code: 'approval-not-possible',
    message: 'What is to be approved does not have the agreed form.',
    advice: 'Update bot, jobs and runners to one version, cancel this run and onboard {tenant} again.',
    detail: detail.slice(0, 500),
  } as const;
}
