import { z } from 'zod';
import { Instant, Name } from '../ids.ts';
import { PublicJwk } from '../trust/keys.ts';
import { type SigningJwk, signStatement, verifyStatement } from '../trust/signing.ts';

const TYPE = 'exo-runner+jwt';

/** A person as Entra knows them; records of the first release have names only, then the id is empty. */
const Person = z.object({ id: z.string(), name: z.string() });

/** A runner that a person accepted, or its tombstone: what the orchestrator says about its keys, newest generation only. */
const Present = z.object({
  v: z.literal(2),
  id: Name,
  server: Name,
  signKey: PublicJwk,
  sealKey: PublicJwk,
  /** Counts up with every acceptance and removal of this runner, so that an older record is recognised. */
  generation: z.number().int().min(0),
  acceptedBy: Person,
  acceptedAt: Instant,
  /** Taken out: none of its keys is believed any more. */
  removed: z.literal(true).optional(),
});

/** As the first release wrote it. */
const First = z
  .strictObject({
    id: Name,
    server: Name,
    signKey: PublicJwk,
    sealKey: PublicJwk,
    acceptedBy: z.string(),
    acceptedAt: Instant,
  })
  .transform(({ acceptedBy, ...record }) => ({
    v: 2 as const,
    ...record,
    generation: 0,
    acceptedBy: { id: '', name: acceptedBy },
  }));

export const RunnerRecord = z.union([Present, First]);
export type RunnerRecord = z.infer<typeof Present>;

export function signRunnerRecord(record: RunnerRecord, orchestratorKey: SigningJwk): Promise<string> {
  return signStatement(record, TYPE, orchestratorKey);
}

/** @throws Error when none of the orchestrator's keys signed it as the record of a runner */
export async function verifyRunnerRecord(jws: string, orchestratorKeys: readonly PublicJwk[]): Promise<RunnerRecord> {
  return RunnerRecord.parse(await verifyStatement(jws, TYPE, orchestratorKeys));
}
