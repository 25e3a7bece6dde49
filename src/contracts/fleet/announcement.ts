import { z } from 'zod';
import { Instant, Name } from '../ids.ts';
import { PublicJwk } from '../trust/keys.ts';
import { type SigningJwk, signStatement, verifyStatement } from '../trust/signing.ts';

const TYPE = 'exo-key+jwt';

/** The orchestrator's next key, said under its present one to a runner that pinned it. */
export const KeyAnnouncement = z.strictObject({
  v: z.literal(1),
  iss: z.literal('orchestrator'),
  runner: Name,
  key: PublicJwk,
  /** Counts up: an older announcement says nothing any more. */
  generation: z.number().int().positive(),
  notBefore: Instant,
  /** How long the key that signs this is still believed. */
  previousUntil: Instant,
});
export type KeyAnnouncement = z.infer<typeof KeyAnnouncement>;

export function signAnnouncement(announcement: KeyAnnouncement, previousKey: SigningJwk): Promise<string> {
  return signStatement(announcement, TYPE, previousKey);
}

/** @throws Error when this key, the one that the runner believes at present, did not sign it */
export async function verifyAnnouncement(jws: string, presentKey: PublicJwk): Promise<KeyAnnouncement> {
  return KeyAnnouncement.parse(await verifyStatement(jws, TYPE, [presentKey]));
}
