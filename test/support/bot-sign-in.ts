import { createHash, X509Certificate } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';

/** As Entra refuses it. */
export const UNKNOWN_CERTIFICATE = {
  error: 'invalid_client',
  error_description: 'AADSTS700027: The certificate is not registered.',
};

/** Whether one of these certificates (PEM) signed what the bot proves itself with. @throws when its signature is wrong */
export async function isSignedBy(assertion: string, certificates: readonly string[]): Promise<boolean> {
  const certificate = certificates.map((pem) => new X509Certificate(pem)).find((each) => isNamedBy(assertion, each));
  if (!certificate) return false;
  await jwtVerify(assertion, certificate.publicKey, { algorithms: ['PS256', 'RS256'], clockTolerance: 300 });
  return true;
}

function isNamedBy(assertion: string, { raw }: X509Certificate): boolean {
  const header: Record<string, unknown> = { ...decodeProtectedHeader(assertion) };
  const names = [header['x5t#S256'], header['x5t']];
  return ['sha256', 'sha1'].some((how) => names.includes(createHash(how).update(raw).digest('base64url')));
}
