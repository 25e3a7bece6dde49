import type { X509Certificate } from 'node:crypto';
import { needsPerson } from '../../../../contracts/errors.ts';
import { possessionChallenge, provesPossession } from '../../../../contracts/trust/possession.ts';

const DAY = 86_400_000;
const MINIMUM_KEY_BITS = 2048;
/** sha256WithRSAEncryption, https://www.rfc-editor.org/rfc/rfc4055#section-5 */
const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
/** Windows rounds the end of validity, and clocks differ. */
const TOLERANCE_DAYS = 2;

/** What a certificate must be like before anybody attaches it: who asked for it, and with which properties. */
export interface Asked {
  readonly run: string;
  readonly tenantId: string;
  /** What its key was asked to sign, and the signature in base64. */
  readonly challenge: string;
  readonly possession: string;
  /** E.g. `CN=exo-cba contoso.onmicrosoft.com` */
  readonly subjectName: string;
  readonly days: number;
}

/**
 * Whatever a runner returns is a claim: a certificate is attached only when it is what this run asked for and the
 * runner holds its key.
 * @throws StepFailure that names the property which is wrong
 */
export function checkCertificate(certificate: X509Certificate, asked: Asked, now: Date): void {
  const problem = problemOf(certificate, asked, now);
  if (!problem) return;
  const thumbprint = certificate.fingerprint.replaceAll(':', '');
  throw needsPerson({
    code: problem.code,
    message: `The certificate ${thumbprint} from {primary} ${problem.what}.`,
    advice: `Nothing was attached: find out where ${thumbprint} comes from, remove it from the certificate store of {primary}, cancel this run and start a new one.`,
    detail: `${certificate.subject.replaceAll('\n', ', ')}; ${certificate.publicKey.asymmetricKeyType ?? 'unknown'} key, ${certificate.signatureAlgorithm ?? 'unknown'}, valid from ${certificate.validFromDate.toISOString()} to ${certificate.validToDate.toISOString()}`,
  });
}

interface Problem {
  readonly code: string;
  /** Completes "The certificate ... ". */
  readonly what: string;
}

function problemOf(certificate: X509Certificate, asked: Asked, now: Date): Problem | undefined {
  return weakness(certificate) ?? wrongTerms(certificate, asked, now) ?? strangeOrigin(certificate, asked);
}

function weakness({ publicKey, signatureAlgorithmOid }: X509Certificate): Problem | undefined {
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (publicKey.asymmetricKeyType !== 'rsa') {
    return { code: 'certificate-key-type', what: 'has no RSA key, which Connect-IPPSSession needs' };
  }
  if (bits < MINIMUM_KEY_BITS) {
    return { code: 'certificate-key-too-short', what: `has a key of ${bits} bits; the least is ${MINIMUM_KEY_BITS}` };
  }
  if (signatureAlgorithmOid !== SHA256_WITH_RSA) {
    return { code: 'certificate-signature-weak', what: 'is not signed with SHA-256 and RSA' };
  }
  return undefined;
}

function wrongTerms(certificate: X509Certificate, asked: Asked, now: Date): Problem | undefined {
  const start = certificate.validFromDate.getTime();
  const end = certificate.validToDate.getTime();
  const longest = (asked.days + TOLERANCE_DAYS) * DAY;
  if (start > now.getTime() + TOLERANCE_DAYS * DAY) {
    return { code: 'certificate-not-yet-valid', what: 'is not valid yet' };
  }
  if (end - start > longest || end - now.getTime() > longest) {
    const days = Math.round((end - start) / DAY);
    return { code: 'certificate-valid-too-long', what: `is valid for ${days} days; ${asked.days} were asked for` };
  }
  if (certificate.subject !== asked.subjectName) {
    return { code: 'certificate-other-subject', what: `does not have the subject "${asked.subjectName}"` };
  }
  return undefined;
}

function strangeOrigin(certificate: X509Certificate, asked: Asked): Problem | undefined {
  if (!certificate.verify(certificate.publicKey)) {
    return { code: 'certificate-not-self-signed', what: 'is not signed by its own key' };
  }
  if (!isChallengeOf(asked)) {
    return { code: 'possession-of-another-run', what: 'was proved for another run or tenant' };
  }
  if (!provesPossession(certificate, asked.challenge, asked.possession)) {
    return { code: 'possession-not-proved', what: 'came without a proof that its private key is there' };
  }
  return undefined;
}

/** The challenge names run and tenant; the attempt may be any, because a later step does not know it. */
function isChallengeOf({ challenge, run, tenantId }: Asked): boolean {
  const [, , step = '', attempt] = challenge.split('\n');
  return challenge === possessionChallenge({ run, step, attempt: Number(attempt), tenantId });
}
