import type { OnboardedRow } from '../board.ts';
import { outputOf } from '../outputs.ts';
import { oldCertificates } from '../rotation/certificates.ts';
import { findStep, type Run } from '../run.ts';
import type { RunStore } from '../store/store.ts';

/**
 * Certificates of a tenant that exo itself put there and did not take away again; the first one is what ServiceNow uses.
 * Told by what the runs made and what the servers hold, never by a name: whoever attaches a certificate chooses its name.
 * @param runs the one that left the row, and the one that is open
 */
export function ownCertificates({ thumbprint }: Pick<OnboardedRow, 'thumbprint'>, runs: readonly Run[]): string[] {
  const all = runs.flatMap((run) => {
    const made = outputOf(run, 'create-certificate')?.thumbprint;
    const isOver = run.state === 'finished' && findStep(run, 'retire-certificate') !== undefined;
    return [...(made ? [made] : []), ...(isOver ? [] : oldCertificates(run))];
  });
  return [...new Set([thumbprint, ...all])];
}

/** As `ownCertificates`, from the runs as they are stored. */
export async function readOwnCertificates(
  store: Pick<RunStore, 'get' | 'openRun'>,
  row: Pick<OnboardedRow, 'thumbprint' | 'run' | 'tenantId'>,
): Promise<string[]> {
  const open = await store.openRun(row.tenantId);
  const ids = new Set([row.run, ...(open ? [open] : [])]);
  const runs = await Promise.all([...ids].map((id) => store.get(id)));
  return ownCertificates(
    row,
    runs.filter((run) => run !== undefined),
  );
}
