import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import type { KeyCredential } from './schema.ts';

/** Base64 of the 20 SHA-1 bytes: what `customKeyIdentifier` is when the writer leaves it out. */
export function thumbprintBase64(certificate: X509Certificate): string {
  return createHash('sha1').update(certificate.raw).digest('base64');
}

/** A certificate (PEM, or base64 of DER) as an application keeps it. */
export function toKeyCredential(certificate: string): KeyCredential {
  const parsed = certificate.startsWith('-----')
    ? new X509Certificate(certificate)
    : new X509Certificate(Buffer.from(certificate, 'base64'));
  return {
    keyId: randomUUID(),
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
    key: parsed.raw.toString('base64'),
    customKeyIdentifier: thumbprintBase64(parsed),
    displayName: parsed.subject,
    startDateTime: parsed.validFromDate.toISOString(),
    endDateTime: parsed.validToDate.toISOString(),
  };
}

/** The certificate of a key credential. */
export function certificateOf(credential: KeyCredential): X509Certificate {
  return new X509Certificate(Buffer.from(credential.key, 'base64'));
}

/** 40 hexadecimal digits in upper case. */
export function thumbprintOf(credential: KeyCredential): string {
  return createHash('sha1').update(Buffer.from(credential.key, 'base64')).digest('hex').toUpperCase();
}
