import { outputOf } from '../../../../runs/outputs.ts';
import { findStep, type Run } from '../../../../runs/run.ts';
import { listOf } from '../../text.ts';
import { dateOf, whenAt } from '../../time.ts';
import type { RunView } from '../view.ts';

/** Who said that ServiceNow uses the new certificate, and when. */
export function switchText(run: Run, view: RunView): string | undefined {
  const step = findStep(run, 'await-switch');
  if (step?.state === 'running') return 'enter the new thumbprint, see above';
  const by = step?.state === 'done' ? personIn(step.output) : undefined;
  return by && `said by ${by} ${whenAt(step?.finishedAt ?? view.now, view)}`;
}

function personIn(output: unknown): string | undefined {
  if (typeof output !== 'object' || output === null || !('by' in output)) return undefined;
  const { by } = output;
  return typeof by === 'object' && by !== null && 'name' in by ? String(by.name) : undefined;
}

/** What became of the certificate that was replaced. */
export function oldCertificateText(run: Run, view: RunView): string | undefined {
  const erased = run.steps.flatMap(({ name, state, server }) =>
    name === 'erase-certificate' && state === 'done' && server ? [server] : [],
  );
  if (erased.length > 0) return `erased on ${listOf(erased, 'and')}`;
  const retired = findStep(run, 'retire-certificate');
  if (!outputOf(run, 'retire-certificate') || retired?.finishedAt === undefined) return undefined;
  return `taken off the application ${dateOf(retired.finishedAt, view)}`;
}
