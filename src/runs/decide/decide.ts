import { decideApproval } from '../approval/decide-approval.ts';
import { GATE } from '../approval/gate.ts';
import { Draft, REMINDER } from '../draft.ts';
import type { Effect, JournalEntry, Refusal, RunEvent } from '../events.ts';
import { planOf } from '../plans/index.ts';
import { hasRight } from '../rights.ts';
import { beginReminders, confirmSwitch, remindOfSwitch, remindTomorrow } from '../rotation/switch.ts';
import { type Actor, isFinal, type Run, type RunRequest, type RunStep } from '../run.ts';
import { advance } from './advance.ts';
import { backOff, isLook } from './back-off.ts';
import { applyOutcome } from './decide-outcome.ts';

/** What follows from an event. Without a change `run` is the very object that was passed in. */
export interface Decision {
  readonly run: Run;
  readonly effects: readonly Effect[];
  readonly journal: readonly JournalEntry[];
  readonly refusal?: Refusal;
}

/**
 * All rules of a run: pure, total, and safe against events that come late, twice or out of order.
 * @param now milliseconds since 1970
 */
export function decide(run: Run, event: RunEvent, now: number): Decision {
  if ('notAfter' in event && event.notAfter !== undefined && now > event.notAfter) return refuse(run, 'too-late');
  if (isFinal(run)) return refuse(run, 'run-closed');
  const draft = new Draft(run, now);
  const refusal = handle(draft, event);
  if (refusal) return refuse(run, refusal);
  if (!draft.changed) return { run, effects: [], journal: [] };
  advance(draft);
  return draft.finish();
}

function refuse(run: Run, refusal: Refusal): Decision {
  return { run, effects: [], journal: [], refusal };
}

function handle(draft: Draft, event: RunEvent): Refusal | undefined {
  switch (event.type) {
    case 'begun':
      draft.record({
        what: 'asked',
        by: draft.run.request.requester,
        ...askedFor(draft.run.request),
      });
      beginReminders(draft);
      return undefined;
    case 'step-started':
      if (draft.isCurrent(event, ['queued', 'delayed'])) {
        const isAnotherLook = isLook(draft.step(event.step).error?.code);
        draft.change(event.step, { state: 'running', startedAt: draft.now });
        if (!isAnotherLook) draft.record({ what: 'started', step: event.step, attempt: event.attempt });
      }
      return undefined;
    case 'step-progress':
      if (draft.isCurrent(event, ['queued', 'delayed', 'running']) && draft.step(event.step).note !== event.note) {
        draft.change(event.step, { note: event.note });
      }
      return undefined;
    case 'step-finished':
      if (draft.isCurrent(event, ['queued', 'delayed', 'running'])) applyOutcome(draft, event);
      return undefined;
    case 'step-lost':
      if (draft.isCurrent(event, ['queued', 'delayed', 'running'])) {
        draft.record({ what: 'lost', step: event.step, attempt: event.attempt });
        executeAfterLoss(draft, event.step);
      }
      return undefined;
    case 'approval-decided':
      return decideApproval(draft, event);
    case 'deadline-passed':
      if (event.name === REMINDER) remindOfSwitch(draft);
      else expireApproval(draft, event.name);
      return undefined;
    case 'switch-confirmed':
      return confirmSwitch(draft, event.by, event.asked);
    case 'remind-tomorrow':
      return remindTomorrow(draft, event.by);
    case 'retry':
      return retry(draft, event.by);
    case 'cancel':
      return cancel(draft, event.by);
  }
}

/** What somebody asked for, where it is no plain onboarding. */
function askedFor({ kind, adopt }: RunRequest): { detail?: string } {
  if (adopt) return { detail: 'to adopt the application of an earlier client id' };
  return kind === 'suspend' || kind === 'resume' || kind === 'offboard' ? { detail: `to ${kind} the tenant` } : {};
}

function expireApproval(draft: Draft, name: string): void {
  const gate = draft.run.gate;
  if (name !== 'approval' || gate?.state !== 'open' || draft.now < gate.until) return;
  draft.setGate({ ...gate, state: 'expired', decidedAt: draft.now });
  draft.change(GATE, {
    state: 'failed',
    finishedAt: draft.now,
    error: {
      kind: 'person',
      code: 'approval-expired',
      message: 'Nobody approved in time.',
      advice: 'Retry asks the approvers of {tenant} again.',
    },
  });
  draft.record({ what: 'approval expired' });
  draft.notify({ kind: 'approval-closed', round: gate.round });
  draft.notify({ kind: 'needs-person', step: GATE, attempt: gate.round });
}

function retry(draft: Draft, by: Actor): Refusal | undefined {
  if (!hasRight(by.roles, 'operate')) return 'not-allowed';
  const retried = draft.run.steps.filter((step) => step.state === 'failed' || step.state === 'delayed');
  if (retried.length === 0) return 'nothing-to-retry';
  for (const step of retried) {
    draft.forgetFailure(step.id);
    if (step.state === 'delayed' && step.queue) {
      draft.withdraw(step);
      draft.execute(step.id, draft.now);
    } else {
      draft.change(step.id, { state: 'waiting' });
      redo(draft, step);
    }
    draft.record({ what: 'retry', step: step.id, by: { id: by.id, name: by.name } });
  }
  if (draft.run.gate?.state === 'expired') draft.setGate({ ...draft.run.gate, state: 'closed' });
  return undefined;
}

/**
 * What a failed step relied on is done again: the certificate was sealed for keys that may be others now, the right to read
 * the private key is gone.
 */
function redo(draft: Draft, step: RunStep): void {
  const earlier = planOf(draft.run).redoes(step);
  if (!earlier || draft.step(earlier).state !== 'done') return;
  draft.reopen(earlier);
  draft.record({ what: 'made again', step: earlier });
}

function cancel(draft: Draft, by: Actor): Refusal | undefined {
  if (!hasRight(by.roles, 'operate')) return 'not-allowed';
  // It stops an attack, on an admin's word: whoever may only ask for runs must not be able to end it.
  if (draft.run.request.kind === 'suspend' && !hasRight(by.roles, 'administer')) return 'not-administering';
  draft.close('cancelled', by);
  draft.record({ what: 'cancelled', by: { id: by.id, name: by.name } });
  return undefined;
}

/** A lost job comes again at once; one that gets lost again and again does so with growing pauses. */
function executeAfterLoss(draft: Draft, id: string): void {
  const losses = (draft.step(id).losses ?? 0) + 1;
  draft.change(id, { losses });
  draft.execute(id, draft.now + (losses > 1 ? backOff(losses - 1) : 0));
}
