import type { Server } from '../../../process/config/exo-config.ts';
import type { Run, RunRequest } from '../../run.ts';

/** Whether certificates lie in the store of the MID service's account, which nobody else can write to. */
export function isOwnStore({ certificate }: RunRequest): boolean {
  return certificate.storeLocation === 'CurrentUser';
}

/** The runner that keeps a server's certificates: the elevated one, or the MID service's own for its own store. */
export function certificateRunner(request: RunRequest, server: Server): string {
  return isOwnStore(request) ? server.connect : server.elevated;
}

/** Friendly name of a tenant's certificates on the MID servers: how a later run finds them again. */
export function certificateTag(run: Run): string {
  return `exo-cba ${run.request.deploymentKey} ${run.request.tenant.id}`;
}
