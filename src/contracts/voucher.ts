import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { StepName } from './steps/index.ts';
import { parseOutput } from './steps/parse-output.ts';
import type { PublicJwk } from './trust/keys.ts';
import { type SigningJwk, signStatement, verifyStatement } from './trust/signing.ts';

const TYPE = 'exo-voucher+jwt';

/** What the orchestrator says of an output: this worker answered it to this attempt. */
export const VoucherClaims = z.object({
  iss: z.literal('orchestrator'),
  run: z.string(),
  /** Id of the step in the run's plan. */
  step: z.string(),
  attempt: z.number().int().positive(),
  /** Queue of the worker whose signature was checked. */
  from: z.string(),
  /** `hashOutput` of what it answered. */
  output: z.string(),
});
export type VoucherClaims = z.infer<typeof VoucherClaims>;

export function signVoucher(claims: VoucherClaims, key: SigningJwk): Promise<string> {
  return signStatement(claims, TYPE, key);
}

/** @throws Error when none of the orchestrator's keys signed it as a voucher */
export async function verifyVoucher(jws: string, orchestratorKeys: readonly PublicJwk[]): Promise<VoucherClaims> {
  return VoucherClaims.parse(await verifyStatement(jws, TYPE, orchestratorKeys));
}

/** SHA-256 over an output, base64url. @throws ZodError when it does not have the form of the step's outputs */
export function hashOutput(name: StepName, output: unknown): string {
  // Parsing puts the members into the order of the schema, so that the same output always has the same text.
  const { data, error } = parseOutput(name, output);
  if (error) throw error;
  return createHash('sha256').update(JSON.stringify(data)).digest('base64url');
}
