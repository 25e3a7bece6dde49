import { outputOf } from '../outputs.ts';
import type { Run } from '../run.ts';

/**
 * The certificates that the new one takes the place of: those on the application that carry our name and whose key one of
 * the run's servers holds. From outputs that the orchestrator vouches for; empty while they are not known.
 */
export function oldCertificates(run: Run): string[] {
  const fresh = outputOf(run, 'create-certificate')?.thumbprint;
  if (fresh === undefined) return [];
  const held = new Set(
    run.request.servers.flatMap(({ name }) => outputOf(run, 'check-server', name)?.certificates ?? []),
  );
  const attached = outputOf(run, 'register-application')?.certificates ?? [];
  return attached.filter((thumbprint) => thumbprint !== fresh && held.has(thumbprint)).toSorted();
}
