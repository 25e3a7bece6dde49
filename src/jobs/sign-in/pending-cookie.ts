import { z } from 'zod';
import type { PendingSignIn } from './home-authority.ts';

/** The prefix makes browsers accept it from this host over https alone; loopback counts as such. */
const NAME = '__Host-exo-approval';
const LIFE_SECONDS = 600;

/** What was about to be approved when the approver left for Microsoft. It proves nothing: it only says where to go on. */
export const Pending = z.object({
  state: z.string().max(200),
  verifier: z.string().max(200),
  run: z.string().max(200),
  round: z.number().int().positive(),
  subject: z.string().max(100),
});
export type Pending = z.infer<typeof Pending> & PendingSignIn;

export function setCookie(pending: Pending): string {
  const value = Buffer.from(JSON.stringify(pending)).toString('base64url');
  return `${NAME}=${value}; Path=/; Max-Age=${LIFE_SECONDS}; Secure; HttpOnly; SameSite=Lax`;
}

export const CLEAR_COOKIE = `${NAME}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`;

/** @param header the request's `Cookie` */
export function readCookie(header: string | undefined): Pending | undefined {
  const part = header
    ?.split(';')
    .map((each) => each.trim())
    .find((each) => each.startsWith(`${NAME}=`));
  if (!part) return undefined;
  try {
    return Pending.parse(JSON.parse(Buffer.from(part.slice(NAME.length + 1), 'base64url').toString('utf8')));
  } catch {
    // Not one of ours: the approver starts again from the card.
    return undefined;
  }
}
