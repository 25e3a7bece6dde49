import { needsPerson, type StepFailure } from '../../../../contracts/errors.ts';
import type { UseProof } from '../../../../contracts/steps/cloud/rotation.ts';

const DAY_MS = 86_400_000;

/** The proof as it stands on the card. */
export const PROOF_TEXTS: Readonly<Record<UseProof, string>> = {
  'sign-in-log': 'the sign-in log',
  'activity-report': 'the report on credential activity, which is up to a day late',
  person:
    'nothing but what was said: the sign-in log of {tenant} cannot be read or shows no use of the new certificate',
};

/** `9 Oct 2027 09:12 UTC` */
export function utc(at: number): string {
  const date = new Date(at);
  const month = date.toLocaleString('en-GB', { month: 'short', timeZone: 'UTC' }).slice(0, 3);
  return `${date.getUTCDate()} ${month} ${date.getUTCFullYear()} ${date.toISOString().slice(11, 16)} UTC`;
}

export function days(ms: number): string {
  const count = Math.round(ms / DAY_MS);
  return count === 1 ? '1 day' : `${count} days`;
}

/** Who signed in from an address: the MID server that has it, or the address itself. */
export function whoAt(
  address: string | undefined,
  servers: readonly { readonly name: string; readonly addresses: readonly string[] }[],
): string {
  if (address === undefined) return 'Somebody';
  const names = servers.filter(({ addresses }) => addresses.includes(address)).map(({ name }) => name);
  // Servers behind one address cannot be told apart.
  return names.length === 0 ? `A server at ${address}` : names.join(' or ');
}

/** Nobody is ever left without the new one; and an answer that does not show it says nothing of the old one either. */
export function newCertificateMissing(thumbprint: string): StepFailure {
  return needsPerson({
    code: 'new-certificate-missing',
    message: `The new certificate ${thumbprint} is not on {application} any more, so the old one was left there.`,
    advice: 'Find out in the audit log of {tenant} who took it off; then cancel this run and rotate {tenant} again.',
  });
}
