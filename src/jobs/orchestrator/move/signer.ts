import { signRunnerRecord } from '../../../contracts/fleet/runner-record.ts';
import type { Ring } from '../../../contracts/trust/keys.ts';
import { type SigningJwk, signerOf } from '../../../contracts/trust/signing.ts';
import type { AcceptedRunner, RunnerRegistry } from '../../../runs/fleet/runner-registry.ts';

/**
 * The key to sign with for a queue. While the orchestrator's key is being changed a runner that was not reached yet still
 * gets jobs under the key that it knows. What it says of itself only chooses between two keys that are ours.
 */
export async function signerFor(keys: Ring<SigningJwk>, runners: RunnerRegistry, queue: string): Promise<SigningJwk> {
  const [present, previous] = keys;
  if (!previous) return present;
  const beat = (await runners.heartbeats([queue])).get(queue);
  // A runner of the first release does not say which key it believes: the one that it was enrolled with.
  return beat && beat.orchestratorKey !== present.kid ? previous : present;
}

/** The records of runners with signatures that whoever believes `signer` can check. */
export async function vouchedBy(
  signer: SigningJwk,
  records: ReadonlyMap<string, AcceptedRunner>,
): Promise<Map<string, AcceptedRunner>> {
  const vouched = new Map<string, AcceptedRunner>();
  for (const [id, { statement, ...record }] of records) {
    const known = signerOf(statement) === signer.kid;
    vouched.set(id, { ...record, statement: known ? statement : await signRunnerRecord(record, signer) });
  }
  return vouched;
}
