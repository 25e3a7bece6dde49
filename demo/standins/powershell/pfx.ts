import { createHash, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import type { CertificateAndKey } from '../certificates.ts';
import { cryptographicError } from './failure.ts';

/** PKCS #12 in base64, with the old algorithms that every Windows opens. */
export function toPfx({ certificatePem, privateKeyPem }: CertificateAndKey, password: string): string {
  const pfx = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(privateKeyPem),
    [forge.pki.certificateFromPem(certificatePem)],
    password,
    // The password is random and of 256 bits, so that many rounds over it would only take time.
    { algorithm: '3des', count: 32 },
  );
  return Buffer.from(forge.asn1.toDer(pfx).getBytes(), 'binary').toString('base64');
}

/** @throws StandInError with Windows' text when the password is wrong */
export function fromPfx(pfx: string, password: string): CertificateAndKey & { readonly thumbprint: string } {
  const bags = open(pfx, password);
  const certificate = bags.certificate && forge.pki.certificateToPem(bags.certificate);
  if (!certificate || !bags.key) throw cryptographicError('Cannot find the requested object.');
  const { raw } = new X509Certificate(certificate);
  return {
    certificatePem: certificate,
    privateKeyPem: forge.pki.privateKeyToPem(bags.key),
    thumbprint: createHash('sha1').update(raw).digest('hex').toUpperCase(),
  };
}

function open(pfx: string, password: string) {
  try {
    const store = forge.pkcs12.pkcs12FromAsn1(
      forge.asn1.fromDer(Buffer.from(pfx, 'base64').toString('binary')),
      password,
    );
    const { certBag = '', pkcs8ShroudedKeyBag = '' } = forge.pki.oids;
    return {
      certificate: store.getBags({ bagType: certBag })[certBag]?.[0]?.cert,
      key: store.getBags({ bagType: pkcs8ShroudedKeyBag })[pkcs8ShroudedKeyBag]?.[0]?.key,
    };
  } catch {
    throw cryptographicError('The specified network password is not correct.');
  }
}
