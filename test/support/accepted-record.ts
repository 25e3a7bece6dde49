import type { RunnerRecord } from '../../src/contracts/fleet/runner-record.ts';
import { createSealingKey, publicSealingKey } from '../../src/contracts/trust/sealing.ts';
import { createSigningKey, publicSigningKey } from '../../src/contracts/trust/signing.ts';
import { JON } from './run-request.ts';

/** The record of a runner that Jon accepted, with keys of its own. */
export async function acceptedRecord(id: string, changes: Partial<RunnerRecord> = {}): Promise<RunnerRecord> {
  return {
    v: 2,
    id,
    server: id.split('-')[0] ?? id,
    signKey: publicSigningKey(await createSigningKey()),
    sealKey: publicSealingKey(await createSealingKey()),
    generation: 1,
    acceptedBy: { id: JON.id, name: JON.name },
    acceptedAt: new Date().toISOString(),
    ...changes,
  };
}
