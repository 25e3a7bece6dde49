import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { linkOf } from '../chat/card-reader.ts';
import type { BotMessage } from '../chat/messages.ts';
import type { DemoPerson } from '../people.ts';
import { createBrowser } from './browser.ts';

export const SIGN_IN = 'Sign in and approve';

/** What an approver is told on the page, in one line. */
export interface SignInAnswer {
  readonly approved: boolean;
  readonly said: string;
}

/** Makes this process trust the stand-in of Entra. @param caPath PEM of its authority */
export function trustEntra(caPath: string): void {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(caPath, 'utf8')]);
}

/** Opens the page behind "Sign in and approve" and signs in as this person. */
export async function signInAndApprove(person: DemoPerson, message: BotMessage): Promise<SignInAnswer> {
  const address = linkOf(message.card, SIGN_IN);
  if (!address) throw new Error(`The card has no button "${SIGN_IN}"`);
  const browser = createBrowser();
  const asked = await browser.open(address);
  if (asked.status !== 200) return { approved: false, said: headline(asked.text) };
  const people = await browser.submit(asked);
  const answer = await browser.submit(people, { name: 'user', value: person.objectId });
  return { approved: answer.status === 200, said: headline(answer.text) };
}

/** Title and text of a page, without its markup. */
function headline(html: string): string {
  const parts = [...html.matchAll(/<(?:h1|p)>([^<]*)</g)].map(([, text = '']) => text.replaceAll('&quot;', '"'));
  return parts.join('. ');
}
