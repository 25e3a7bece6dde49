import {
  askAgainAsOutdated,
  canOpen,
  closeChangedGate,
  GATE,
  isOutdated,
  isPrivileged,
  openGate,
} from '../approval/gate.ts';
import type { Draft } from '../draft.ts';
import { planOf } from '../plans/index.ts';
import { askForSwitch, SWITCH } from '../rotation/switch.ts';
import { isFinal, type Run, type RunState, type RunStep } from '../run.ts';

/** Releases every step whose needs are met, until nothing more follows; then derives the state of the run. */
export function advance(draft: Draft): void {
  if (isFinal(draft.run)) return;
  closeChangedGate(draft);
  for (let next = findReleasable(draft.run); next; next = findReleasable(draft.run)) release(draft, next);
  if (draft.run.steps.every(isThrough)) draft.complete();
  else draft.setState(deriveState(draft.run));
}

function isThrough(step: RunStep): boolean {
  return step.state === 'done' || step.state === 'skipped';
}

function findReleasable(run: Run): RunStep | undefined {
  const through = new Set(run.steps.filter(isThrough).map((step) => step.id));
  return run.steps.find(
    (step) =>
      step.state === 'waiting' && step.needs.every((id) => through.has(id)) && (step.name !== GATE || canOpen(run)),
  );
}

function release(draft: Draft, step: RunStep): void {
  const plan = planOf(draft.run);
  const reason = plan.skip(draft.run, step);
  if (reason) {
    draft.change(step.id, { state: 'skipped', finishedAt: draft.now, note: reason });
    draft.record({ what: 'skipped', step: step.id, detail: reason });
  } else if (step.name === GATE) {
    openGate(draft);
  } else if (step.name === SWITCH) {
    askForSwitch(draft);
  } else if (isPrivileged(step) && isOutdated(draft.run, draft.now)) {
    askAgainAsOutdated(draft);
  } else if (step.queue) {
    draft.execute(step.id, draft.now);
  } else {
    draft.change(step.id, { state: 'done', finishedAt: draft.now, output: plan.computeOutput(draft.run, step) });
  }
}

function deriveState(run: Run): RunState {
  if (run.steps.some((step) => step.state === 'failed')) return 'needs-person';
  const active = run.steps.some((step) => ['queued', 'running', 'delayed'].includes(step.state));
  return run.gate?.state === 'open' && !active ? 'waiting-approval' : 'working';
}
