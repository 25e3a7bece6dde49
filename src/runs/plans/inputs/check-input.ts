import { isRemoval } from '../../../contracts/approval/approval.ts';
import type { StepInput } from '../../../contracts/steps/index.ts';
import { adoptedBefore } from '../../approval/adoption.ts';
import { keyOf } from '../../approval/subject.ts';
import type { Run } from '../../run.ts';

/** What a tenant is compared with: what the last finished onboarding left, and what an approver was shown then. */
export function checkInput(run: Pick<Run, 'id' | 'request'>): StepInput<'check-drift'> {
  const { id, request } = run;
  const { tenant, standing, certificates, earlier, deploymentKey, displayName, permissions, suspended } = request;
  if (!standing) throw new Error(`Run ${id} knows nothing that exo left in the tenant`);
  const subject = earlier && !isRemoval(earlier.subject) ? earlier.subject : undefined;
  return {
    tenantId: tenant.id,
    cloud: tenant.cloud,
    deploymentKey,
    displayName,
    adopted: adoptedBefore(run) ?? null,
    appId: standing.appId,
    certificates: [...(certificates ?? [standing.thumbprint])],
    permissions: [...permissions],
    known: subject?.others.map(keyOf) ?? [],
    suspended: suspended !== undefined,
  };
}
