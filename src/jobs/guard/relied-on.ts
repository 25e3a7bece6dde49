import { planOf } from '../../runs/plans/index.ts';
import { findStep, type Run, type RunStep } from '../../runs/run.ts';
import type { Privilege } from './privilege.ts';

const NOTHING: readonly RunStep['name'][] = [];
/**
 * Steps whose outputs something that cannot be undone relies on, besides those that the approval is about: that they are done is
 * believed only as the orchestrator signed it. A certificate is put back without: that its key is missing must not wait.
 */
const RELIED_ON: Partial<Readonly<Record<Privilege['kind'], readonly RunStep['name'][]>>> = {
  'retire-certificate': ['watch-use'],
  'erase-certificate': ['watch-use', 'retire-certificate', 'watch-retired', 'delete-application'],
};

export function reliedOn({ kind }: Privilege): readonly RunStep['name'][] {
  return RELIED_ON[kind] ?? NOTHING;
}

/** Whether a step is behind the run: done, or needless by what the run knows, and not only because its record says so. */
export function isThrough(run: Run, id: string): boolean {
  const step = findStep(run, id);
  if (step?.state === 'done') return true;
  return step?.state === 'skipped' && planOf(run).skip(run, step) !== undefined;
}
