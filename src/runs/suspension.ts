import type { Stored } from '../process/records/record.ts';
import { outputOf } from './outputs.ts';
import type * as rows from './records/rows.ts';
import type { Run, RunRequest } from './run.ts';

/** Its form and what its members mean stand in records/rows.ts. */
export type SuspendedRow = Stored<typeof rows.SuspendedRow>;

/** What a run of `suspend` makes of its tenant from its first moment on; undefined for other runs. */
export function suspendedRow(run: Run): SuspendedRow | undefined {
  const { kind, tenant, requester, suspended } = run.request;
  if (kind !== 'suspend') return undefined;
  const since = outputOf(run, 'suspend-application')?.at;
  const enabled = outputOf(run, 'find-application')?.enabled;
  // Suspended again: what stood before the first time is what resume brings back. Who disabled it meanwhile is not told
  // from the first suspension, while nothing is known of that one.
  const before = suspended ? (suspended.wasEnabled ?? (enabled || null)) : (enabled ?? null);
  return {
    run: run.id,
    label: tenant.label,
    domain: tenant.domain,
    tenantId: tenant.id,
    by: requester.name,
    askedAt: run.createdAt,
    ...(since === undefined ? {} : { since: Date.parse(since) }),
    wasEnabled: before ?? null,
  };
}

/** Whether the tenant is no longer suspended once this run is as it is. */
export function endsSuspension({ request, state }: Run): boolean {
  return (request.kind === 'resume' || request.kind === 'offboard') && state === 'finished';
}

/** Whether nothing of the tenant's onboarding stands any more once this run is as it is. */
export function endsOnboarding({ request, state }: Run): boolean {
  return request.kind === 'offboard' && state === 'finished';
}

/** What exo does not begin in a suspended tenant: it would give the application something, or fail at its door. */
export function needsSignIn(kind: RunRequest['kind']): boolean {
  return kind === 'onboard' || kind === 'rotate';
}
