import { randomBytes, sign, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { StepOutput } from '../../../src/contracts/steps/index.ts';
import { createClientCertificate } from '../certificates.ts';
import type { Call } from './call.ts';
import {
  findCertificate,
  findTagged,
  needCertificate,
  newKeyAccess,
  type StoredCertificate,
  saveCertificate,
} from './certificate-store.ts';
import { cryptographicError, ownError } from './failure.ts';
import { fromPfx, toPfx } from './pfx.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

const Create = z.object({
  certificateTag: z.string(),
  subject: z.string(),
  provider: z.string(),
  days: z.number(),
  renewBeforeDays: z.number(),
  challenge: z.string(),
  attached: z.array(z.string()).default([]),
  replaces: z.array(z.string()).default([]),
});

export function createCertificate({ input, machine, elevated, progress }: Call): StepOutput<'create-certificate'> {
  const { certificateTag, subject, provider, days, renewBeforeDays, challenge, attached, replaces } =
    Create.parse(input);
  const enough = Date.now() + renewBeforeDays * DAY;
  const good = findTagged(machine.folder, certificateTag).find(
    ({ thumbprint, notBefore, notAfter }) =>
      Date.parse(notAfter) > enough &&
      !replaces.includes(thumbprint) &&
      (attached.includes(thumbprint) || Date.parse(notAfter) - Date.parse(notBefore) <= days * DAY + HOUR),
  );
  if (good) return shown(good, false, challenge);
  if (!elevated) throw cryptographicError('Access is denied. (Exception from HRESULT: 0x80070005)');
  progress('making the certificate');
  const made = createClientCertificate(subject.replace(/^CN=/i, ''), { days });
  const { validFromDate, validToDate } = new X509Certificate(made.certificatePem);
  const stored: StoredCertificate = {
    thumbprint: made.thumbprint,
    friendlyName: certificateTag,
    certificatePem: made.certificatePem,
    privateKeyPem: made.privateKeyPem,
    provider,
    exportable: true,
    notBefore: validFromDate.toISOString(),
    notAfter: validToDate.toISOString(),
    access: newKeyAccess(machine.account),
  };
  saveCertificate(machine.folder, stored);
  return shown(stored, true, challenge);
}

function shown(stored: StoredCertificate, created: boolean, challenge: string): StepOutput<'create-certificate'> {
  const { thumbprint, certificatePem, privateKeyPem, notBefore, notAfter, provider } = stored;
  const { raw, publicKey } = new X509Certificate(certificatePem);
  return {
    thumbprint,
    certificate: raw.toString('base64'),
    notBefore,
    notAfter,
    provider,
    created,
    possession: sign('sha256', Buffer.from(challenge), privateKeyPem).toString('base64'),
    keyBits: publicKey.asymmetricKeyDetails?.modulusLength ?? 0,
    signatureAlgorithm: 'sha256RSA',
  };
}

const Named = z.object({ thumbprint: z.string() });

export function shareCertificate({ input, machine, elevated }: Call) {
  const stored = needCertificate(machine.folder, Named.parse(input).thumbprint);
  if (!elevated) throw cryptographicError('Keyset does not exist');
  if (!stored.exportable) {
    const message = `The private key of certificate ${stored.thumbprint} cannot be exported from this server.`;
    throw ownError('private-key-not-exportable', message);
  }
  const password = randomBytes(32).toString('base64');
  return { thumbprint: stored.thumbprint, pfx: toPfx(stored, password), password };
}

const Import = Named.extend({ certificateTag: z.string(), provider: z.string() });
const Secret = z.object({ pfx: z.string(), password: z.string() });

export function importCertificate({
  input,
  secret,
  machine,
  elevated,
  progress,
}: Call): StepOutput<'import-certificate'> {
  const { thumbprint, certificateTag, provider } = Import.parse(input);
  const present = findCertificate(machine.folder, thumbprint);
  if (present) {
    if (present.friendlyName !== certificateTag) {
      saveCertificate(machine.folder, { ...present, friendlyName: certificateTag });
    }
    return { thumbprint, imported: false, provider: present.provider };
  }
  if (secret === undefined) throw ownError('certificate-missing', `Certificate ${thumbprint} is not on this server.`);
  if (!elevated) throw cryptographicError('Access is denied. (Exception from HRESULT: 0x80070005)');
  progress('importing the certificate');
  const { pfx, password } = Secret.parse(secret);
  const opened = fromPfx(pfx, password);
  if (opened.thumbprint !== thumbprint) {
    const message = `The certificate that arrived is ${opened.thumbprint} and not ${thumbprint}.`;
    throw ownError('certificate-differs', message);
  }
  const { validFromDate, validToDate } = new X509Certificate(opened.certificatePem);
  saveCertificate(machine.folder, {
    ...opened,
    friendlyName: certificateTag,
    provider,
    exportable: false,
    notBefore: validFromDate.toISOString(),
    notAfter: validToDate.toISOString(),
    access: newKeyAccess(machine.account),
  });
  return { thumbprint, imported: true, provider };
}
