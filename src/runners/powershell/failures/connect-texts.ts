import { HOURS, LINKS, MINUTES, type TextRule } from './rule.ts';

/** What Connect-IPPSSession and the sign-in behind it say. Order matters: the first match wins. */
export const CONNECT_TEXTS: readonly TextRule[] = [
  {
    when: /role assigned to application .* (isn't|is not) supported in this scenario/i,
    kind: 'transient',
    code: 'role-not-effective',
    message: 'Exchange does not accept the directory role of the application yet.',
    advice:
      'A new role needs up to an hour until Exchange knows it; if it stays, check that the enterprise application itself holds Compliance Administrator.',
    link: LINKS.appOnly,
    budgetMs: 1.5 * HOURS,
  },
  {
    when: /AADSTS700027|client assertion contains an invalid signature/i,
    kind: 'transient',
    code: 'certificate-not-known-yet',
    message: 'Entra does not know the certificate of the application yet.',
    advice:
      'A new certificate needs some minutes; if it stays, compare the thumbprint on the application with the one on the MID server.',
    link: LINKS.signInErrors,
    budgetMs: 15 * MINUTES,
  },
  {
    when: /AADSTS700024/,
    kind: 'person',
    code: 'clock-skew',
    message: 'Entra refused the sign-in because its time is not right.',
    advice: 'Correct the clock of the MID server (w32tm /resync), then Retry.',
    link: LINKS.signInErrors,
  },
  {
    when: /AADSTS700016|AADSTS7000229/,
    kind: 'transient',
    code: 'application-not-known-yet',
    message: 'The sign-in service of the tenant does not know the application yet.',
    advice: 'A new application needs some minutes; if it stays, check that it was not deleted.',
    link: LINKS.signInErrors,
    budgetMs: 15 * MINUTES,
  },
  {
    when: /AADSTS(65001|650057|500011|650052)/,
    kind: 'person',
    code: 'consent-missing',
    message: 'The tenant has not consented to Exchange access of the application, or has no Exchange Online.',
    advice: 'Grant admin consent to the application, or check the licences of the tenant, then Retry.',
    link: LINKS.appOnly,
  },
  {
    when: /AADSTS(90002|900023|50059)/,
    kind: 'person',
    code: 'organization-unknown',
    message: 'Microsoft does not know the organization that was signed in to.',
    advice: 'Check the initial domain of the tenant (*.onmicrosoft.com) and its cloud, then Retry.',
    link: LINKS.signInErrors,
  },
  {
    when: /AADSTS53003/,
    kind: 'person',
    code: 'conditional-access',
    message: 'A Conditional Access policy of the tenant blocked the sign-in of the application.',
    advice: "Ask the tenant's administrator to except the application or the MID server's address, then Retry.",
    link: LINKS.signInErrors,
  },
  {
    when: /keyset does not exist|NTE_BAD_KEYSET|0x80090016/i,
    kind: 'person',
    code: 'key-not-readable',
    message: "The MID service account cannot use the certificate's private key.",
    advice:
      'Retry, so that key access is granted again; if it stays, remove the certificate from the server and onboard again, which imports it anew.',
    link: LINKS.appOnly,
  },
  {
    when: /invalid provider type specified|0x80090014/i,
    kind: 'person',
    code: 'certificate-is-cng',
    message: "The certificate's key is held by a CNG provider, which the Exchange module cannot use.",
    advice: 'Remove this certificate from the server and onboard again: a new one is made with a CSP provider.',
    link: LINKS.appOnly,
  },
  {
    when: /invalid algorithm specified|0x80090008/i,
    kind: 'person',
    code: 'provider-without-sha256',
    message: 'The cryptographic provider of the certificate cannot sign with SHA-256 here.',
    advice:
      'Set certificate.provider to "Microsoft Enhanced RSA and AES Cryptographic Provider", remove the certificate from the MID servers and onboard again.',
  },
  {
    when: /cannot (find|retrieve) (the )?certificate|certificate .*(not found|could not be found)|no certificate .*thumbprint/i,
    kind: 'person',
    code: 'certificate-missing',
    message: 'The Exchange module does not find the certificate on this server.',
    advice: 'Onboard the tenant again: the certificate is brought to this server.',
    link: LINKS.appOnly,
  },
  {
    when: /EnableSearchOnlySession/i,
    kind: 'ours',
    code: 'search-only-session-needed',
    message: 'Microsoft wants a search-only session for this command.',
    advice: 'Install ExchangeOnlineManagement 3.10.1 or newer for all users, then Retry; if it stays, report it.',
    link: LINKS.module,
  },
  {
    when: /\bun-?authorized\b/i,
    kind: 'transient',
    code: 'exchange-unauthorized',
    message: 'Security & Compliance PowerShell refused the application without saying why.',
    advice:
      'Permissions and roles need up to an hour; if it stays, check that consent covers both Exchange resources and that the organization is the initial domain.',
    link: LINKS.appOnly,
    budgetMs: 1.5 * HOURS,
  },
];
