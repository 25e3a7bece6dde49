import { z } from 'zod';

/** Address of this machine alone: nobody else can be reached under it. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Address of pages of ours that people open in a browser. */
const PageUrl = z
  .url()
  .refine(isBare, 'must be an https address without user, query and fragment; http only on this machine itself');

/** The bot's own pages: what is sent to a customer's administrator. */
export const PublicUrl = PageUrl.describe('https address of the bot; link mode needs it for the consent answer');

/** The page on which approvers sign in. Served by the jobs process, so that the bot cannot show another text. */
export const ApprovalPageUrl = PageUrl.describe(
  'https address of the jobs process, under which approvers sign in; needed with "proof: sign-in"',
);

/** Whether an address can be given to people: https, or http on this machine itself. */
export function isPage(address: string): boolean {
  const url = URL.parse(address);
  if (!url || url.username || url.password) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

function isBare(address: string): boolean {
  const url = URL.parse(address);
  return isPage(address) && url?.search === '' && url.hash === '';
}

/** Address of the page to which Microsoft sends an administrator back after consent. */
export function consentPageOf(publicUrl: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/consent`;
}
