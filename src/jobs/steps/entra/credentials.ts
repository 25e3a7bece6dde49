import type { OtherHolder } from '../../../contracts/approval.ts';
import type { Application, KeyCredential } from './application.ts';

/** Name of the certificates that this bot attaches. */
export function credentialName(thumbprint: string): string {
  return `exo-bot ${thumbprint}`;
}

/** SHA-1 thumbprint of a key credential, 40 upper-case digits; undefined when Entra holds none for it. */
export function thumbprintOf(credential: KeyCredential): string | undefined {
  const identifier = credential.customKeyIdentifier ?? '';
  // The portal stores the digits, Graph the 20 bytes in base64.
  if (/^[0-9A-Fa-f]{40}$/.test(identifier)) return identifier.toUpperCase();
  const bytes = Buffer.from(identifier, 'base64');
  return bytes.length === 20 ? bytes.toString('hex').toUpperCase() : undefined;
}

/** Whether a credential ends within the next minute: Entra refuses a change that carries an expired one. */
export function isExpired(credential: { endDateTime?: string | null | undefined }, now: Date): boolean {
  return credential.endDateTime ? Date.parse(credential.endDateTime) <= now.getTime() + 60_000 : false;
}

/** Certificates that this bot attached and that are still valid. */
export function ourCertificates(application: Application, now: Date): KeyCredential[] {
  return application.keyCredentials.filter((credential) => !isExpired(credential, now) && isOurs(credential));
}

/** Longest name of a credential that is shown; whoever may write in the tenant chooses it. */
const LONGEST_NAME = 120;

/** The valid credentials that somebody else put on the application, each in words. */
export function otherCredentials(application: Application, now: Date): OtherHolder[] {
  const certificates = application.keyCredentials
    .filter((credential) => !isExpired(credential, now) && !isOurs(credential))
    .map((credential) => {
      const name = credential.displayName ?? thumbprintOf(credential) ?? credential.keyId;
      return other('certificate', name, credential);
    });
  const secrets = application.passwordCredentials
    .filter((credential) => !isExpired(credential, now))
    .map((credential) => other('client-secret', credential.displayName ?? credential.hint, credential));
  return [...certificates, ...secrets];
}

interface Credential {
  readonly keyId?: string | null | undefined;
  readonly endDateTime?: string | null | undefined;
}

function other(
  kind: 'certificate' | 'client-secret',
  name: string | null | undefined,
  { keyId, endDateTime }: Credential,
): OtherHolder {
  const shown = (name ?? 'without a name').slice(0, LONGEST_NAME);
  const until = endDateTime ? `valid until ${endDateTime.slice(0, 10)}` : 'without an end';
  const text = `${kind === 'certificate' ? 'certificate' : 'client secret'} "${shown}", ${until}`;
  return { kind, on: 'application', id: keyId ?? shown, text };
}

function isOurs(credential: KeyCredential): boolean {
  const thumbprint = thumbprintOf(credential);
  return thumbprint !== undefined && credential.displayName === credentialName(thumbprint);
}
