import type { Drift } from '../../contracts/steps/cloud/drift.ts';
import { outputOf } from '../outputs.ts';
import type { Run } from '../run.ts';
import { type Acceptance, splitAccepted } from './acceptances.ts';

/** What a check found: what nobody accepted, and what somebody did. */
export function driftIn(run: Run): { readonly open: readonly Drift[]; readonly accepted: readonly Acceptance[] } {
  const findings = outputOf(run, 'check-drift')?.findings ?? [];
  return splitAccepted(findings, run.request.accepted ?? [], run.createdAt);
}
