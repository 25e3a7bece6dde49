import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { messageOf } from '../errors.ts';
import { type Condition, ok, stops, warning } from './condition.ts';

const DAY_MS = 24 * 3_600_000;
const WARN_DAYS = 30;

/**
 * How long a certificate of ours is still good for.
 * @param what names it in a sentence, e.g. `The certificate of the bot's application`
 * @param path of its PEM file @param renew what to do when it ends
 */
export function certificateCondition(what: string, path: string, renew: string, now: number): Condition {
  let end: Date;
  let begin: Date;
  try {
    ({ validToDate: end, validFromDate: begin } = new X509Certificate(readFileSync(path)));
  } catch (error) {
    return stops(`${what} cannot be read from ${path}: ${messageOf(error)}.`, renew);
  }
  const days = Math.floor((end.getTime() - now) / DAY_MS);
  const day = end.toISOString().slice(0, 10);
  if (end.getTime() <= now) return stops(`${what} ended on ${day}.`, renew);
  if (begin.getTime() > now) {
    return stops(`${what} is not valid before ${begin.toISOString()}.`, 'Correct the clock of this machine.');
  }
  if (days < WARN_DAYS) return warning(`${what} expires in ${days === 1 ? '1 day' : `${days} days`} (${day}).`, renew);
  return ok(`${what} is valid until ${day}.`);
}
