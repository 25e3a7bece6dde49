import { randomBytes } from 'node:crypto';
import forge from 'node-forge';
import { z } from 'zod';
import { createClientCertificate } from '../certificates.ts';
import { sidOf } from './accounts.ts';
import { ModuleError, type Operation } from './operation.ts';
import { openServer, type StoredCertificate } from './server.ts';

const DAY_MS = 24 * 3_600_000;

const Pfx = z.object({ pfx: z.string(), password: z.string() });

/** Who can use a new key on Windows: whoever made it, SYSTEM and the administrators. */
function firstAccess(account: string): StoredCertificate['access'] {
  return [account, 'NT AUTHORITY\\SYSTEM', 'BUILTIN\\Administrators'].map((identity) => ({
    sid: sidOf(identity),
    identity,
    rights: 'FullControl',
  }));
}

const Create = z.object({
  certificateTag: z.string(),
  subject: z.string().regex(/^CN=/),
  provider: z.string(),
  days: z.number(),
  renewBeforeDays: z.number(),
});

export const createCertificate: Operation = (input, { environment, progress }) => {
  const { certificateTag, subject, provider, days, renewBeforeDays } = Create.parse(input);
  const server = openServer(environment.folder);
  const limit = Date.now() + renewBeforeDays * DAY_MS;
  const [newest] = server
    .tagged(certificateTag)
    .filter((each) => Date.parse(each.notAfter) > limit)
    .sort((a, b) => b.notAfter.localeCompare(a.notAfter));
  if (newest) return { output: { ...shown(newest), created: false } };

  progress('making the certificate');
  // Certificates count whole seconds.
  const notBefore = new Date(Math.floor((Date.now() - 5 * 60_000) / 1000) * 1000);
  const notAfter = new Date(notBefore.getTime() + days * DAY_MS);
  const made = createClientCertificate(subject.slice('CN='.length), { notBefore, notAfter });
  const certificate: StoredCertificate = {
    thumbprint: made.thumbprint,
    tag: certificateTag,
    certificatePem: made.certificatePem,
    privateKeyPem: made.privateKeyPem,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    provider,
    exportable: true,
    access: firstAccess(environment.account),
  };
  server.save(certificate);
  return { output: { ...shown(certificate), created: true } };
};

function shown({ thumbprint, certificatePem, notBefore, notAfter, provider }: StoredCertificate) {
  const certificate = certificatePem.replace(/-----[^-]+-----|\s/g, '');
  return { thumbprint, certificate, notBefore, notAfter, provider };
}

export const shareCertificate: Operation = (input, { environment }) => {
  const { thumbprint } = z.object({ thumbprint: z.string() }).parse(input);
  const found = readable(thumbprint, environment);
  if (!found.exportable) {
    throw new ModuleError(
      'private-key-not-exportable',
      `The private key of certificate ${thumbprint} cannot be exported from this server.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  const key = forge.pki.privateKeyFromPem(found.privateKeyPem);
  const asn1 = forge.pkcs12.toPkcs12Asn1(key, [forge.pki.certificateFromPem(found.certificatePem)], password, {
    algorithm: '3des',
  });
  const pfx = forge.util.encode64(forge.asn1.toDer(asn1).getBytes());
  return { output: { thumbprint: found.thumbprint }, secret: { pfx, password } };
};

const Import = z.object({ thumbprint: z.string(), certificateTag: z.string(), provider: z.string() });

export const importCertificate: Operation = (input, { environment, secret, progress }) => {
  const { thumbprint, certificateTag, provider } = Import.parse(input);
  const server = openServer(environment.folder);
  const found = server.find(thumbprint);
  if (found) {
    if (found.tag !== certificateTag) server.save({ ...found, tag: certificateTag });
    return { output: { thumbprint: found.thumbprint, imported: false, provider: found.provider } };
  }
  if (!secret) throw new ModuleError('certificate-missing', `Certificate ${thumbprint} is not on this server.`);
  progress('importing the certificate');
  const { pfx, password } = Pfx.parse(secret);
  const opened = openPfx(pfx, password);
  if (opened.thumbprint !== thumbprint) {
    throw new ModuleError('certificate-mismatch', `The sealed certificate is ${opened.thumbprint}, not ${thumbprint}.`);
  }
  server.save({
    ...opened,
    tag: certificateTag,
    provider,
    exportable: false,
    access: firstAccess(environment.account),
  });
  return { output: { thumbprint, imported: true, provider } };
};

function openPfx(pfx: string, password: string) {
  const p12 = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(forge.util.decode64(pfx)), password);
  const certificate = p12.getBags({ bagType: forge.pki.oids['certBag'] ?? '' })[forge.pki.oids['certBag'] ?? '']?.[0]
    ?.cert;
  const keyType = forge.pki.oids['pkcs8ShroudedKeyBag'] ?? '';
  const key = p12.getBags({ bagType: keyType })[keyType]?.[0]?.key;
  if (!certificate || !key) throw new Error('The PFX holds no certificate with its key.');
  const der = forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes();
  return {
    thumbprint: forge.md.sha1.create().update(der).digest().toHex().toUpperCase(),
    certificatePem: forge.pki.certificateToPem(certificate),
    privateKeyPem: forge.pki.privateKeyToPem(key),
    notBefore: certificate.validity.notBefore.toISOString(),
    notAfter: certificate.validity.notAfter.toISOString(),
  };
}

export const grantKeyAccess: Operation = (input, { environment, progress }) => {
  const { thumbprint, account } = z.object({ thumbprint: z.string(), account: z.string() }).parse(input);
  const server = openServer(environment.folder);
  const found = server.find(thumbprint);
  if (!found) throw new ModuleError('certificate-missing', `Certificate ${thumbprint} is not on this server.`);
  const sid = sidOf(account);
  const changed = !found.access.some((rule) => rule.sid === sid);
  const access = changed ? [...found.access, { sid, identity: account, rights: 'Read' }] : found.access;
  if (changed) {
    progress(`granting ${account} the private key`);
    server.save({ ...found, access });
  }
  return { output: { account, sid, changed, access: access.map(({ identity, rights }) => ({ identity, rights })) } };
};

/**
 * A certificate whose key this process's account may use.
 * @throws Error with the text that Windows gives to anybody else
 */
export function readable(thumbprint: string, environment: { folder: string; account: string }): StoredCertificate {
  const found = openServer(environment.folder).find(thumbprint);
  if (!found) throw new ModuleError('certificate-missing', `Certificate ${thumbprint} is not on this server.`);
  if (!found.access.some((rule) => rule.sid === sidOf(environment.account))) throw new Error('Keyset does not exist');
  return found;
}
