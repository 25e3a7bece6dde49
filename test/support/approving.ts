import { signDecision } from '../../src/contracts/approval/decision.ts';
import type { SigningJwk } from '../../src/contracts/trust/signing.ts';
import type { RunEvent } from '../../src/runs/events.ts';
import type { Actor, Run } from '../../src/runs/run.ts';
import { JON } from './run-request.ts';

/** A decision about what a run's card shows now, signed as the bot signs it. */
export async function decisionOn(
  { id, gate }: Run,
  key: SigningJwk,
  decision: 'approve' | 'decline' = 'approve',
  by: Actor = JON,
): Promise<RunEvent> {
  const { round, planHash } = gate ?? { round: 0, planHash: '' };
  const iat = Math.floor(Date.now() / 1000);
  const person = { id: by.id, name: by.name };
  const claims = {
    iss: 'bot',
    jti: `${id}.${round}`,
    iat,
    run: id,
    round,
    subject: planHash,
    decision,
    by: person,
  } as const;
  const statement = await signDecision(claims, key);
  return { type: 'approval-decided', decision, by, round, planHash, statement, idToken: null };
}
