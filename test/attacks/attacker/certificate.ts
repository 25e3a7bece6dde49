import { createHash, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import forge from 'node-forge';

/** A self-signed certificate with its key, as a runner that was taken over may make it. */
export interface Made {
  /** Base64 of the DER form. */
  readonly der: string;
  readonly thumbprint: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly keyBits: number;
  readonly privateKeyPem: string;
  /** Signature over a challenge, base64. */
  prove(challenge: string): string;
}

const DAY = 24 * 3_600_000;

/** @param changes what is not as it ought to be */
export function makeCertificate(
  subject: string,
  changes: { bits?: number; hash?: 'sha256' | 'sha1' | 'md5'; fromDays?: number; days?: number } = {},
): Made {
  const { bits = 2048, hash = 'sha256', fromDays = 0, days = 365 } = changes;
  const pair = generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(pair.publicKey);
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - 300_000 + fromDays * DAY);
  certificate.validity.notAfter = new Date(Date.now() - 300_000 + (fromDays + days) * DAY);
  const name = [{ name: 'commonName', value: subject.replace(/^CN=/i, '') }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([{ name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true }]);
  certificate.sign(forge.pki.privateKeyFromPem(pair.privateKey), forge.md[hash].create());
  const x509 = new X509Certificate(forge.pki.certificateToPem(certificate));
  return {
    der: x509.raw.toString('base64'),
    thumbprint: createHash('sha1').update(x509.raw).digest('hex').toUpperCase(),
    notBefore: x509.validFromDate.toISOString(),
    notAfter: x509.validToDate.toISOString(),
    keyBits: bits,
    privateKeyPem: pair.privateKey,
    prove: (challenge) => sign('sha256', Buffer.from(challenge), pair.privateKey).toString('base64'),
  };
}
