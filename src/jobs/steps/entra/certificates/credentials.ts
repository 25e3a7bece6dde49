import { createHash } from 'node:crypto';
import type { KeyCredential } from '../application/application.ts';

/** Name of the certificates that this bot attaches. */
export function credentialName(thumbprint: string): string {
  return `exo-bot ${thumbprint}`;
}

/**
 * SHA-1 thumbprint of a key credential's certificate, 40 upper-case digits; undefined where Graph did not show the
 * certificate. `customKeyIdentifier` is no proof: whoever attaches a credential chooses it.
 */
export function thumbprintOf({ key }: KeyCredential): string | undefined {
  return key ? createHash('sha1').update(Buffer.from(key, 'base64')).digest('hex').toUpperCase() : undefined;
}

/** Whether a credential ends within the next minute: Entra refuses a change that carries an expired one. */
export function isExpired(credential: { endDateTime?: string | null | undefined }, now: Date): boolean {
  return credential.endDateTime ? Date.parse(credential.endDateTime) <= now.getTime() + 60_000 : false;
}

/** Valid certificates that carry the name which this bot gives. */
export function ourCertificates(credentials: readonly KeyCredential[], now: Date): KeyCredential[] {
  return credentials.filter((credential) => !isExpired(credential, now) && hasOurName(credential));
}

/** Whether a certificate is named after its own thumbprint, as this bot does it. */
export function hasOurName(credential: KeyCredential): boolean {
  const thumbprint = thumbprintOf(credential);
  return thumbprint !== undefined && credential.displayName === credentialName(thumbprint);
}
