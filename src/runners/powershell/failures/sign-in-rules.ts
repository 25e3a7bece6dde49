import { type FailureRule, HOURS, LINKS, MINUTES } from './rule.ts';

/** What Entra says to the sign-in of the Exchange module. Order matters: the first match wins. */
export const SIGN_IN_RULES: readonly FailureRule[] = [
  {
    when: /AADSTS(90033|50196|90055)\b/,
    kind: 'transient',
    code: 'sign-in-busy',
    message: 'The sign-in service of Entra is busy.',
    advice: 'It is tried again by itself; if this persists, look at the service health of Microsoft 365 in {tenant}.',
    link: LINKS.signInErrors,
    retryAfterMs: 60_000,
    budgetMs: HOURS,
  },
  {
    when: /AADSTS7000112\b/,
    kind: 'person',
    code: 'application-disabled',
    message: 'The enterprise application is disabled for sign-in in this tenant.',
    advice:
      "An administrator of {tenant} must switch it on again (Enterprise applications, {application}, Properties, 'Enabled for users to sign-in'), then Retry.",
    link: LINKS.signInErrors,
  },
  {
    when: /AADSTS700021\b/,
    kind: 'ours',
    code: 'assertion-of-another-application',
    message: 'The Exchange module signed in with the assertion of another application.',
    advice:
      'Install the recommended ExchangeOnlineManagement for all users of {server}, then Retry; if this persists, report it to whoever maintains exo.',
    link: LINKS.module,
  },
  {
    when: /AADSTS50013\b/,
    kind: 'person',
    code: 'assertion-refused',
    message: 'Entra did not accept what the certificate of the application signed.',
    advice:
      'Compare the thumbprint under Certificates & secrets of {application} with the one on {server}, and correct the clock of {server} (w32tm /resync), then Retry.',
    link: LINKS.signInErrors,
  },
  {
    when: /AADSTS1002012\b/,
    kind: 'person',
    code: 'scope-invalid',
    message: 'The Exchange module asked Entra for a scope that an application cannot have.',
    advice:
      'Install the recommended ExchangeOnlineManagement for all users of {server}, and check that the cloud of {tenant} is the right one in exo.config.yaml, then Retry.',
    link: LINKS.module,
  },
  {
    when: /AADSTS50059\b/,
    kind: 'person',
    code: 'organization-missing',
    message: 'The sign-in of the Exchange module named no tenant.',
    advice:
      'Check the id and the cloud of {tenant} in exo.config.yaml, and install the recommended ExchangeOnlineManagement on {server}, then Retry.',
    link: LINKS.signInErrors,
  },
  {
    when: /AADSTS7000216\b/,
    kind: 'person',
    code: 'certificate-not-used',
    message: 'The Exchange module signed in without the certificate of the application.',
    advice:
      'Install the recommended ExchangeOnlineManagement for all users of {server}: older versions have this error; then Retry.',
    link: LINKS.module,
  },
  {
    when: /AADSTS70003\b/,
    kind: 'person',
    code: 'grant-type-refused',
    message: 'The sign-in service does not know the kind of sign-in that applications use.',
    advice: 'Check that the cloud of {tenant} is the right one in exo.config.yaml, then Retry.',
    link: LINKS.signInErrors,
  },
  {
    when: /AADSTS700027\b|client assertion contains an invalid signature/i,
    kind: 'transient',
    code: 'certificate-not-known-yet',
    message: 'Entra does not know the certificate of the application yet.',
    advice:
      'A new certificate needs some minutes; if this persists, compare the thumbprint on {application} in {tenant} with the one on {server}.',
    link: LINKS.signInErrors,
    budgetMs: 15 * MINUTES,
  },
  {
    when: /AADSTS700024\b/,
    kind: 'person',
    code: 'clock-skew',
    message: 'Entra refused the sign-in because its time is not right.',
    advice: 'Correct the clock of {server} (w32tm /resync), then Retry.',
    link: LINKS.signInErrors,
  },
  {
    when: /AADSTS(700016|7000229)\b/,
    kind: 'transient',
    code: 'application-not-known-yet',
    message: 'The sign-in service of the tenant does not know the application yet.',
    advice:
      'A new application needs some minutes; if this persists, check that {application} was not deleted in {tenant}.',
    link: LINKS.signInErrors,
    budgetMs: 15 * MINUTES,
  },
  {
    when: /AADSTS(65001|650057|500011|650052)\b/,
    kind: 'person',
    code: 'consent-missing',
    message: 'The tenant has not consented to Exchange access of the application, or has no Exchange Online.',
    advice: 'Grant admin consent to {application} in {tenant}, or check the licences of {tenant}, then Retry.',
    link: LINKS.appOnly,
  },
  {
    when: /AADSTS(90002|900023)\b/,
    kind: 'person',
    code: 'organization-unknown',
    message: 'Microsoft does not know the organization that was signed in to.',
    advice: 'Check the initial domain (*.onmicrosoft.com) and the cloud of {tenant}, then Retry.',
    link: LINKS.signInErrors,
  },
  {
    when: /AADSTS53003\b/,
    kind: 'person',
    code: 'conditional-access',
    message: 'A Conditional Access policy of the tenant blocked the sign-in of the application.',
    advice:
      'An administrator of {tenant} must exclude {application}, or the address of {server}, from that policy; then Retry.',
    link: LINKS.signInErrors,
  },
  {
    when: /AADSTS\d+/,
    kind: 'person',
    code: 'sign-in-refused',
    message: 'Entra refused the sign-in of the application.',
    advice:
      'Open the sign-in logs of {tenant} (Entra, Sign-in logs, Service principal sign-ins) at {application}: the newest failure says which setting refused it; correct that, then Retry.',
    link: LINKS.signInErrors,
  },
];
