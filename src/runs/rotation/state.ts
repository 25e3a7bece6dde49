import { outputOf } from '../outputs.ts';
import { findStep, type Run, type RunStep } from '../run.ts';
import { SWITCH } from './switch.ts';

/** How far a rotation is: every state follows from what its steps proved. */
export type RotationState = 'current' | 'renewing' | 'overlap' | 'handed-over' | 'watching' | 'retired' | 'erased';

export function rotationState(run: Run): RotationState {
  const isThrough = (step: RunStep | undefined) => step?.state === 'done' || step?.state === 'skipped';
  const all = (name: RunStep['name']) => run.steps.filter((step) => step.name === name).every(isThrough);
  if (run.state === 'finished' && all('erase-certificate')) return 'erased';
  if (isThrough(findStep(run, 'retire-certificate'))) return 'retired';
  const watch = findStep(run, 'watch-use');
  if (isThrough(findStep(run, SWITCH))) return watch?.error || isThrough(watch) ? 'watching' : 'handed-over';
  if (all('verify-connection')) return 'overlap';
  return outputOf(run, 'create-certificate') ? 'renewing' : 'current';
}
