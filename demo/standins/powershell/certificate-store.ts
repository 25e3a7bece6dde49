import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { sidOf, WELL_KNOWN } from './accounts.ts';
import { ownError } from './failure.ts';

/** A certificate in LocalMachine\My with its private key, and who may read that. */
export const StoredCertificate = z.object({
  thumbprint: z.string(),
  friendlyName: z.string(),
  certificatePem: z.string(),
  privateKeyPem: z.string(),
  provider: z.string(),
  exportable: z.boolean(),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  access: z.array(z.object({ sid: z.string(), identity: z.string(), rights: z.string() })),
});
export type StoredCertificate = z.infer<typeof StoredCertificate>;

/** What Windows lets at a new machine key. */
export function newKeyAccess(account: string): StoredCertificate['access'] {
  const creator = { sid: sidOf(account), identity: account };
  return [...WELL_KNOWN, creator].map(({ sid, identity }) => ({ sid, identity, rights: 'FullControl' }));
}

export function listCertificates(folder: string): StoredCertificate[] {
  const store = join(folder, 'certificates');
  if (!existsSync(store)) return [];
  return readdirSync(store)
    .filter((name) => name.endsWith('.json'))
    .map((name) => StoredCertificate.parse(JSON.parse(readFileSync(join(store, name), 'utf8'))));
}

/** Those of a tenant, the one that is valid longest first. */
export function findTagged(folder: string, tag: string): StoredCertificate[] {
  return listCertificates(folder)
    .filter(({ friendlyName }) => friendlyName === tag)
    .sort((a, b) => b.notAfter.localeCompare(a.notAfter));
}

export function findCertificate(folder: string, thumbprint: string): StoredCertificate | undefined {
  return listCertificates(folder).find((each) => each.thumbprint === thumbprint);
}

/** @throws StandInError as the module's `Get-ExoCertificate` */
export function needCertificate(folder: string, thumbprint: string): StoredCertificate {
  const found = findCertificate(folder, thumbprint);
  if (!found) {
    throw ownError('certificate-missing', `The certificate ${thumbprint} is not in LocalMachine\\My of this server.`);
  }
  return found;
}

export function saveCertificate(folder: string, certificate: StoredCertificate): void {
  const store = join(folder, 'certificates');
  mkdirSync(store, { recursive: true, mode: 0o700 });
  const file = join(store, `${certificate.thumbprint}.json`);
  // Written beside and renamed, so that a kill in the middle leaves no half certificate.
  writeFileSync(`${file}.new`, JSON.stringify(certificate), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function removeCertificate(folder: string, thumbprint: string): void {
  rmSync(join(folder, 'certificates', `${thumbprint}.json`), { force: true });
}
