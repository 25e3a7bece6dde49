import { z } from 'zod';
import type { StepOutput } from '../../../src/contracts/steps/index.ts';
import { sidOf } from './accounts.ts';
import type { Call } from './call.ts';
import { findCertificate, needCertificate, removeCertificate, saveCertificate } from './certificate-store.ts';
import { cryptographicError, ownError } from './failure.ts';

const Grant = z.object({ thumbprint: z.string(), account: z.string() });

export function grantKeyAccess({ input, machine, elevated, progress }: Call): StepOutput<'grant-key-access'> {
  const { thumbprint, account } = Grant.parse(input);
  const stored = needCertificate(machine.folder, thumbprint);
  const sid = sidOf(account);
  const changed = !stored.access.some((entry) => entry.sid === sid);
  const added = { sid, identity: account, rights: 'Read, Synchronize' };
  const access = changed ? [...stored.access, added] : stored.access;
  if (changed) {
    if (!elevated) throw cryptographicError('Attempted to perform an unauthorized operation. Access is denied');
    progress(`granting ${account} the private key`);
    saveCertificate(machine.folder, { ...stored, access });
  }
  return { account, sid, changed, access: access.map(({ identity, rights }) => ({ identity, rights })) };
}

const Erase = z.object({ thumbprints: z.array(z.string()), certificateTag: z.string() });

export function eraseCertificate({ input, machine, elevated, progress }: Call): StepOutput<'erase-certificate'> {
  const { thumbprints, certificateTag } = Erase.parse(input);
  const there = thumbprints.flatMap((each) => findCertificate(machine.folder, each) ?? []);
  const foreign = there.find(({ friendlyName }) => friendlyName !== certificateTag);
  if (foreign) {
    throw ownError(
      'certificate-not-ours',
      `Certificate ${foreign.thumbprint} does not carry the mark of this tenant, so nothing was deleted.`,
    );
  }
  if (!elevated) throw cryptographicError('Access is denied. (Exception from HRESULT: 0x80070005)');
  const erased = there.map(({ thumbprint }) => thumbprint);
  for (const thumbprint of erased) {
    progress(`deleting the certificate ${thumbprint} and its private key`);
    removeCertificate(machine.folder, thumbprint);
  }
  return { erased, missing: thumbprints.filter((each) => !erased.includes(each)) };
}
