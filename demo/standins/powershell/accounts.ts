import { createHash } from 'node:crypto';

const WELL_KNOWN: Readonly<Record<string, string>> = {
  localsystem: 'S-1-5-18',
  'nt authority\\system': 'S-1-5-18',
  'builtin\\administrators': 'S-1-5-32-544',
};

/** The SID of an account name: always the same one, as Windows would answer. */
export function sidOf(account: string): string {
  if (/^S-1-/.test(account)) return account;
  const known = WELL_KNOWN[account.toLowerCase()];
  if (known) return known;
  const digest = createHash('sha256').update(account.toLowerCase()).digest();
  return `S-1-5-21-${digest.readUInt32BE(0)}-${digest.readUInt32BE(4)}-${digest.readUInt32BE(8)}-${1000 + (digest.readUInt16BE(12) % 9000)}`;
}
