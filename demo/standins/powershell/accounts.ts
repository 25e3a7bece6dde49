import { createHash } from 'node:crypto';
import { ownError } from './failure.ts';

const LOCAL_SYSTEM = 'S-1-5-18';
export const WELL_KNOWN = [
  { sid: LOCAL_SYSTEM, identity: 'NT AUTHORITY\\SYSTEM' },
  { sid: 'S-1-5-32-544', identity: 'BUILTIN\\Administrators' },
] as const;

/** The SID of an account: the same on every server, as in a domain. */
export function sidOf(account: string): string {
  if (/^S-1-[0-9-]+$/.test(account)) return account;
  if (/^(LocalSystem|SYSTEM|NT AUTHORITY\\SYSTEM)$/i.test(account)) return LOCAL_SYSTEM;
  if (!/^[^\\]+\\[^\\]+$/.test(account))
    throw ownError('account-unknown', `Windows does not know the account ${account}.`);
  const number = createHash('sha256').update(account.toLowerCase()).digest().readUInt32BE(0);
  return `S-1-5-21-1004336348-1177238915-682003330-${1000 + (number % 100_000)}`;
}
