import { z } from 'zod';
import { Guid } from '../ids.ts';
import type { PublicJwk } from '../trust/keys.ts';
import { type SigningJwk, signStatement, verifyStatement } from '../trust/signing.ts';

const TYPE = 'exo-decision+jwt';

/** What an approver said about one subject, in one round of one run; signed by the bot that saw the click. */
export const DecisionClaims = z.object({
  iss: z.literal('bot'),
  jti: z.string(),
  /** Seconds since 1970. */
  iat: z.number().int(),
  run: z.string(),
  round: z.number().int().positive(),
  /** `hashSubject` of what stood on the card. */
  subject: z.string(),
  decision: z.enum(['approve', 'decline']),
  by: z.object({ id: Guid, name: z.string() }),
});
export type DecisionClaims = z.infer<typeof DecisionClaims>;

export function signDecision(claims: DecisionClaims, key: SigningJwk): Promise<string> {
  return signStatement(claims, TYPE, key);
}

/** @throws Error when none of the bot's keys signed it as a decision, or its form is another */
export async function verifyDecision(jws: string, botKeys: readonly PublicJwk[]): Promise<DecisionClaims> {
  return DecisionClaims.parse(await verifyStatement(jws, TYPE, botKeys));
}
