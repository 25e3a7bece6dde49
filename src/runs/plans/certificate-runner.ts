import type { Server } from '../../process/config/exo-config.ts';
import type { RunRequest } from '../run.ts';

/** Whether certificates lie in the store of the MID service's account, which nobody else can write to. */
export function isOwnStore({ certificate }: RunRequest): boolean {
  return certificate.storeLocation === 'CurrentUser';
}

/** The runner that keeps a server's certificates: the elevated one, or the MID service's own for its own store. */
export function certificateRunner(request: RunRequest, server: Server): string {
  return isOwnStore(request) ? server.connect : server.elevated;
}
