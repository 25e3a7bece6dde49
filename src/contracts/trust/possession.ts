import { constants, verify, type X509Certificate } from 'node:crypto';

/**
 * What the new key signs, so that nobody can hand over a certificate whose key somebody else holds. Bound to the attempt
 * that asked for it.
 */
export function possessionChallenge(about: { run: string; step: string; attempt: number; tenantId: string }): string {
  return ['exo-possession', about.run, about.step, about.attempt, about.tenantId].join('\n');
}

/**
 * Whether the certificate's private key signed the challenge (RSASSA-PKCS1-v1_5 with SHA-256 over its UTF-8 bytes).
 * @param signature base64
 */
export function provesPossession(certificate: X509Certificate, challenge: string, signature: string): boolean {
  if (certificate.publicKey.asymmetricKeyType !== 'rsa') return false;
  const key = { key: certificate.publicKey, padding: constants.RSA_PKCS1_PADDING };
  return verify('sha256', Buffer.from(challenge), key, Buffer.from(signature, 'base64'));
}
