import { LINKS, type OwnRule } from './rule.ts';

const ONBOARD_AGAIN = 'Onboard {tenant} again: the certificate is brought to {server}.';
const REPORT = 'Update the runner on {server}; if this persists, send the log of this step to whoever maintains exo.';

/** Codes that the module Exo.Runner raises itself. */
export const OWN_CODES: Readonly<Record<string, OwnRule>> = {
  'certificate-missing': { kind: 'person', advice: ONBOARD_AGAIN },
  'certificate-expired': { kind: 'person', advice: 'Onboard {tenant} again: a new certificate is made.' },
  'certificate-differs': { kind: 'ours', advice: REPORT },
  'private-key-missing': {
    kind: 'person',
    advice: 'Remove the certificate without its key from {server}, then onboard {tenant} again.',
  },
  'private-key-denied': {
    kind: 'person',
    advice:
      'Give SYSTEM and Administrators of {server} full control of the key again (certlm.msc, the certificate, Manage Private Keys), and let the elevated runner run as one of them; then Retry.',
  },
  'certificate-not-ours': {
    kind: 'person',
    advice:
      'Find out who changed the friendly name of this certificate on {server}; if nobody needs it, delete it there by hand, then Retry.',
  },
  'certificate-not-erased': {
    kind: 'person',
    advice: 'Delete the certificate with its private key from the store of {server} by hand (certlm.msc), then Retry.',
  },
  'private-key-not-exportable': {
    kind: 'person',
    advice:
      'Cancel this run. Then make the server that made this certificate the primary again, or delete the certificate with this thumbprint from the store of the present primary {primary}. Onboard {tenant} again: the first brings this certificate to every server, the second a new one.',
  },
  'provider-not-csp': {
    kind: 'person',
    advice: 'Choose one of the two CSP providers in certificate.provider, then Retry.',
    link: LINKS.appOnly,
  },
  'key-file-missing': {
    kind: 'person',
    advice: 'Remove the certificate from {server} and onboard {tenant} again, which imports it again.',
  },
  'account-unknown': {
    kind: 'person',
    advice:
      "Write the account as the MID service's properties show it (DOMAIN\\name) in serviceAccount of {server} in exo.config.yaml, then Retry.",
  },
  'wrong-account': {
    kind: 'person',
    advice: 'Let the connect runner of {server} run as {account}, or use the store LocalMachine, then Retry.',
  },
  'key-access-not-effective': {
    kind: 'person',
    advice: 'Look for a policy that resets or denies rights on machine keys of {server}, remove it, then Retry.',
  },
  'temp-path': {
    kind: 'person',
    advice:
      'Install the runner on {server} again with Install-Runner.ps1, which gives it a folder of its own for temporary files; then Retry.',
  },
  'exchange-module-missing': {
    kind: 'person',
    advice:
      'Install it for all users of {server} (Install-Module ExchangeOnlineManagement -Scope AllUsers), then Retry.',
    link: LINKS.module,
  },
  'session-open': {
    kind: 'ours',
    advice:
      'Retry: every attempt has a PowerShell of its own; if this persists, look for a profile script on {server} that connects.',
  },
  'session-wrong-tenant': { kind: 'ours', advice: REPORT },
  'session-not-active': {
    kind: 'transient',
    advice: 'It is tried again by itself; if this persists, look at the service health of Microsoft 365 in {tenant}.',
    budgetMs: 30 * 60_000,
  },
  'service-principal-conflict': {
    kind: 'person',
    advice:
      'Find out where the other entry in {tenant} comes from and remove it (Remove-ServicePrincipal) if nobody needs it, then Retry.',
    link: LINKS.compliance,
  },
  'service-principal-not-there': {
    kind: 'transient',
    advice:
      'Exchange needs some minutes to show the new service principal of {application}; if this persists, check in {tenant} that nobody removed it (Get-ServicePrincipal).',
    budgetMs: 15 * 60_000,
  },
  'operation-unknown': { kind: 'ours', advice: REPORT },
  'input-invalid': { kind: 'ours', advice: REPORT },
  'secret-missing': { kind: 'ours', advice: REPORT },
};
