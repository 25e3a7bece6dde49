import { randomUUID } from 'node:crypto';
import { type DecisionClaims, signDecision } from '../../contracts/approval/decision.ts';
import type { SigningJwk } from '../../contracts/trust/signing.ts';

/** Signs what people decide, so that those who rely on a decision need not believe the store. */
export interface Decisions {
  sign(decision: Omit<DecisionClaims, 'iss' | 'jti' | 'iat'>): Promise<string>;
}

/** @param now milliseconds since 1970 */
export function createDecisions(key: SigningJwk, now: () => number): Decisions {
  return {
    sign: (decision) =>
      signDecision({ iss: 'bot', jti: randomUUID(), iat: Math.floor(now() / 1000), ...decision }, key),
  };
}
