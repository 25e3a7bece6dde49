import { decodeJwt } from 'jose';
import { z } from 'zod';
import { Guid } from '../../contracts/ids.ts';

/** What an access token says of the bot in one tenant. */
const TokenIdentity = z.object({
  /** Object id of the bot's enterprise application there. */
  oid: Guid,
  /** Application permissions that were consented to when the token was issued. */
  roles: z.array(z.string()).default([]),
});
export type TokenIdentity = z.infer<typeof TokenIdentity>;

/**
 * Reads an access token for Graph. Nothing is decided by it that Graph does not decide again: it only says early what
 * Graph would say later.
 * @returns undefined where the token cannot be read; its form is Microsoft's own affair.
 */
export function readTokenIdentity(token: string): TokenIdentity | undefined {
  try {
    return TokenIdentity.parse(decodeJwt(token));
  } catch {
    // An encrypted or opaque token: the caller does without.
    return undefined;
  }
}
