import { z } from 'zod';

/** Address of this machine alone: nobody else can be reached under it. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** The bot's own pages: what is sent to a customer's administrator. */
export const PublicUrl = z
  .url()
  .refine(isPage, 'must be an https address without user, query and fragment; http only on this machine itself')
  .describe('https address of the bot; link mode needs it for the consent answer');

function isPage(address: string): boolean {
  const url = URL.parse(address);
  if (!url || url.username || url.password || url.search || url.hash) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}
