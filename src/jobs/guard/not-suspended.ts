import type { Run } from '../../runs/run.ts';
import { needsSignIn } from '../../runs/suspension.ts';
import { tenantSuspended } from './refusals.ts';

/** Whether exo has suspended a tenant, by its id, as it stands now. */
export type IsSuspended = (tenantId: string) => Promise<boolean>;

/**
 * A suspension ends what goes on in its tenant, and the bot may die before it has done so: until then nothing is given there.
 * @throws StepFailure `tenant-suspended`
 */
export async function requireNotSuspended({ request }: Run, isSuspended: IsSuspended): Promise<void> {
  if (needsSignIn(request.kind) && (await isSuspended(request.tenant.id))) throw tenantSuspended(request.tenant.label);
}
