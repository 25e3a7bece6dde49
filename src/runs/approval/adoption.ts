import { isRemoval } from '../../contracts/approval/approval.ts';
import type { Adopted } from '../../contracts/steps/cloud/onboarding.ts';
import { outputOf } from '../outputs.ts';
import type { Run } from '../run.ts';

/** The application of an earlier client id that became ours by the tenant's earlier approval. */
export function adoptedBefore({ request }: Pick<Run, 'request'>): Adopted | undefined {
  const subject = request.earlier?.subject;
  if (!subject || isRemoval(subject) || subject.tenant.id !== request.tenant.id) return undefined;
  const { id, createdByAppId, adoptedBy } = subject.application;
  return adoptedBy ? { applicationId: id, createdByAppId, adoptedBy } : undefined;
}

/** The application of an earlier client id that this run is about; nothing of it is changed before that is approved. */
export function adoptedNow(run: Run): Adopted | undefined {
  const application = outputOf(run, 'register-application');
  if (!application?.adoptedBy) return undefined;
  const { applicationId, createdByAppId, adoptedBy } = application;
  return { applicationId, createdByAppId, adoptedBy };
}

/** Whether what this run is about became ours in an earlier run. */
export function isAdoptedBefore(run: Run): boolean {
  const [before, now] = [adoptedBefore(run), adoptedNow(run)];
  if (!before || !now) return false;
  const parts = ['applicationId', 'createdByAppId', 'adoptedBy'] as const;
  return parts.every((part) => before[part] === now[part]);
}
