import { createHash, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import forge from 'node-forge';

/** A certificate and its private key, both PEM. */
export interface CertificateAndKey {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

export interface ClientCertificate extends CertificateAndKey {
  /** 40 hexadecimal digits in upper case, as Windows and Entra show it. */
  readonly thumbprint: string;
  /** Base64 of the DER form: what `keyCredential.key` carries. */
  readonly der: string;
  /** Certificate and key in one text: the file that `ClientCertificateCredential` reads. */
  readonly pem: string;
}

interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Properties that no client should have, for tests that refuse them. */
interface Weakness {
  /** Default 2048. */
  readonly keyBits?: number;
  /** Default sha256. */
  readonly hash?: 'sha1' | 'sha256';
}

const DAY = 24 * 60 * 60 * 1000;

/** A throw-away authority that only lives as long as the caller keeps it. */
export function createCertificateAuthority(commonName = 'Stand-in authority (throw-away)'): CertificateAndKey {
  // A name of its own: OpenSSL looks an issuer up by name, so two authorities that share one shadow each other.
  return issue(`${commonName} ${randomBytes(4).toString('hex')}`, validDays(30), undefined, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
}

/** A certificate for a TLS server. `hosts`: DNS names and IP addresses. */
export function issueServerCertificate(authority: CertificateAndKey, hosts: readonly string[]): CertificateAndKey {
  const altNames = hosts.map((host) => (isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host }));
  return issue(hosts[0] ?? 'localhost', validDays(30), authority, [
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames },
  ]);
}

/** A self-signed certificate as an application uses it to sign client assertions. */
export function createClientCertificate(
  commonName: string,
  validity: Partial<Validity> & Weakness & { readonly days?: number } = {},
): ClientCertificate {
  const { notBefore, notAfter } = { ...validDays(validity.days ?? 365), ...validity };
  const extensions = [
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', clientAuth: true },
  ];
  const made = issue(commonName, { notBefore, notAfter }, undefined, extensions, validity);
  const { raw } = new X509Certificate(made.certificatePem);
  return {
    ...made,
    thumbprint: createHash('sha1').update(raw).digest('hex').toUpperCase(),
    der: raw.toString('base64'),
    pem: `${made.privateKeyPem}${made.certificatePem}`,
  };
}

function validDays(days: number): Validity {
  // Five minutes back: a client whose clock is a little slow still accepts it.
  const notBefore = new Date(Date.now() - 5 * 60 * 1000);
  return { notBefore, notAfter: new Date(notBefore.getTime() + days * DAY) };
}

function issue(
  commonName: string,
  { notBefore, notAfter }: Validity,
  authority: CertificateAndKey | undefined,
  extensions: readonly object[],
  { keyBits = 2048, hash = 'sha256' }: Weakness = {},
): CertificateAndKey {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: keyBits,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(keys.publicKey);
  // A leading 01 keeps the serial number positive and its encoding minimal (RFC 5280, 4.1.2.2; X.690, 8.3.2).
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = notBefore;
  certificate.validity.notAfter = notAfter;
  const subject = [{ name: 'commonName', value: commonName }];
  certificate.setSubject(subject);
  certificate.setIssuer(
    authority ? forge.pki.certificateFromPem(authority.certificatePem).subject.attributes : subject,
  );
  certificate.setExtensions([...extensions]);
  certificate.sign(forge.pki.privateKeyFromPem(authority?.privateKeyPem ?? keys.privateKey), forge.md[hash].create());
  return { certificatePem: forge.pki.certificateToPem(certificate), privateKeyPem: keys.privateKey };
}
