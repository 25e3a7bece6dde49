import type { Run } from '../run.ts';

/** Friendly name of a tenant's certificates on the MID servers: how a later run finds them again. */
export function certificateTag(run: Run): string {
  return `exo-cba ${run.request.deploymentKey} ${run.request.tenant.id}`;
}
